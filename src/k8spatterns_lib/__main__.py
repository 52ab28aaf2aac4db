"""`python -m k8spatterns_lib` is the `k8spatterns` command."""

from k8spatterns_lib.cli import main

if __name__ == "__main__":
    main()
