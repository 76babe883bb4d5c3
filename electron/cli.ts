// `coldtrace COMMAND …` without what bin/coldtrace.js does before: where the command line starts.
import './cli/run.ts';
