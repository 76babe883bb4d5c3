// Every command that Coldtrace understands, in the order in which outputs without a name are tried.
import type { Command } from './command.ts';

export const commands: readonly Command[] = [];
