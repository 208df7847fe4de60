"""The words of the card, with places for what `metrics.json` says."""

from string import Template

CARD = Template("""# $name $version

Made by `python -m training evaluate`; every figure below comes from `metrics.json` of the same run. Manifest $manifest.

## What it is

A bilingual (English; Chinese, Simplified and Traditional) encoder of six layers with heads on its vectors, and beside
it linear heads on words and character runs; calibration weighs the two opinions label by label. It reads a whole text
once and labels its segments: facets (the five SERVQUAL dimensions, product, price) with polarity, root causes (5M1E),
stated expectations; and the text: sentiment, intent, severity. Label set $labels.

**Intended use:** sorting, counting and prioritising customer feedback, with people reading what matters.

**Not for** decisions about single persons, customers or employees, not for judging whether a complaint is justified,
not as the only watch over danger and crime (some S1 texts are missed, see below), and not for texts in other languages
(they are named and left to a person).

## The figures that decide

$headline

95 % bootstrap intervals over texts, here and below. Segments are the product's own, laid on the annotated sentence with
which they share most, unless a column says *annotated sentences*. Bins of the calibration error are small, so even true
confidences would show an error; resampling adds noise, so its interval lies high.

## Where it comes from

- Encoder: all-MiniLM-L6-v2 (Apache-2.0), its vocabulary grown by Chinese words and characters, distilled on
  English-Chinese sentence pairs (tatoeba_cmn CC BY 2.0 FR, 3am_captions MIT by the repository, python_docs_zh_cn
  CC0/PSF), then taught what public corpora say of their own texts (sentiment, issues, aspects, codes; only those whose
  licence lets shipped weights learn), and at last trained on all tasks at once, with losses by which a linear map finds
  where the English encoder puts an English text and its translation, and by which both are judged alike. For topics
  and search another linear map of the last layer and the middle one, fitted on sentence pairs and English feedback,
  brings them to the English encoder's space. Traditional characters are read as Simplified ones.
- Labelled texts: $n_train for training ($n_written of them written and labelled for this project by a language model,
  each text in both languages: `training/written/`); $n_dev of gold dev and $n_held_out that training did not read for
  thresholds and calibration; $tested. Rows whose licence forbids commercial use train nothing, and neither do texts
  whose hash stands in `training/reserved/hashes.txt`.

$sources

**Provenance of the labels.** The texts are real customers' words from public corpora. The labels were written by a
language model that read each text under the codebook, sentence by sentence; no human panel took part. On 1,000 doubly
read texts the two readings agreed with a macro-F1 of 0.91-0.94 on the five SERVQUAL dimensions (segment level) and
0.85-0.92 on causes, and gave the same sentiment to 97-99 % and the same severity to 90-97 % of the texts. Two readings
by one kind of reader overstate reliability: treat the figures as consistency with the codebook, and let users' own
corrections outrank them.

$own_labels

## Figures

$gold

$test

### Baselines

On the same annotated sentences and texts and in the same call; trained on the same texts, with thresholds chosen on the
same texts, as the bundle's.

$baselines

### Public corpora, retrieval, translations

$others

### Exact rules beside the model

$rules

## Corpora that training has not seen

$leave_out

## Learning curve

$curve

## Where it errs most

$confusion

## Known failures

$failures

## Export

$export

## How it was trained

$recipe
""")
