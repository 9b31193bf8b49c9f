"""The benchmark of loading, side by side with a naive script and with the floor: `make bench`."""
