"""What those read who may not see the pages."""

REFUSAL = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Feedback AI</title>
<style>
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
code { background: #eef1f5; padding: .1rem .3rem; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<section>
<h1>This page is for people at this machine</h1>
<p>It shows what customers wrote and there are no accounts yet, so it opens only in a browser on the machine that runs
Feedback AI, under an address such as <code>http://127.0.0.1:8000/</code>.</p>
<ul>
<li>From another machine, forward the port and open that address:
<code>ssh -L 8000:127.0.0.1:8000 SERVER</code></li>
<li>A program may send a key with the scope <code>read</code>: <code>Authorization: Bearer KEY</code>, made by
<code>feedback-ai keys create</code>. All figures are also in the API, under <code>/v1</code>.</li>
</ul>
</section>
<section lang="zh">
<h2>本页面仅供本机用户查看</h2>
<p>页面显示客户原话，而系统尚无账户功能，因此只能在运行 Feedback AI 的机器上用浏览器打开，
地址形如 <code>http://127.0.0.1:8000/</code>。</p>
<ul>
<li>从其他机器访问：先转发端口，再打开上述地址：<code>ssh -L 8000:127.0.0.1:8000 SERVER</code></li>
<li>程序可发送带 <code>read</code> 权限的密钥：<code>Authorization: Bearer KEY</code>，
用 <code>feedback-ai keys create</code> 创建。所有数据也可通过 <code>/v1</code> 接口读取。</li>
</ul>
</section>
</main>
</body>
</html>
"""
