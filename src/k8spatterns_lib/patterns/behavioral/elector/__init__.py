"""The elector: the program by which one of many pods leads, run beside the main container.

It needs Python 3.11 and nothing else, not even the rest of this library: `LeaderElection` puts these files
into a ConfigMap as they are.
"""
