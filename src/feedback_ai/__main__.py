"""`python -m feedback_ai` is `feedback-ai`."""

from feedback_ai.cli.main import run

if __name__ == "__main__":
    run()
