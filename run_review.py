"""Entry point of the command line: ``python run_review.py review PATH... --out DIR``."""

from pipeline.commands.main import main

if __name__ == "__main__":
    main()
