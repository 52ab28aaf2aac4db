"""The programs behind `PrometheusExporter`: one module each, with its image, its flags and what it refuses."""
