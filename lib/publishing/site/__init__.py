"""The set of reports: its pages, findings and manifest. Takes values, knows nothing of a run."""
