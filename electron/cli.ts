// `coldtrace COMMAND …`: where the command line starts. What it does is in cli/run.ts, which is loaded
// once Node knows where compiled code is kept.
import { keepCompiledCode } from './compiled-code.ts';

keepCompiledCode();
await import('./cli/run.ts');
