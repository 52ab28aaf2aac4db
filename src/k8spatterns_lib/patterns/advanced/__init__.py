"""Controllers, operators, elastic scale."""
