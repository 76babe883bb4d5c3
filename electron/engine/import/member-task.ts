// A member to be read, in a form that can be sent to another thread: the command by its name.
import type { MemberRole } from '../../../shared/bundle/member.ts';
import type { CommandContext } from '../../../shared/commands/command.ts';
import { commands } from '../../../shared/commands/registry.ts';
import type { MemberLog } from './member-log.ts';
import type { MemberSink } from './members.ts';
import { TextMember } from './text-member.ts';

export interface MemberTask extends Omit<MemberRole, 'recognised'> {
  readonly path: string;
  /** The member lies in a sos report, where nothing was pasted by hand. */
  readonly inReport: boolean;
  readonly commandId: string | null;
  readonly context: CommandContext | null;
}

export function taskOf(path: string, role: MemberRole, inReport: boolean): MemberTask {
  const { recognised, ...rest } = role;
  return {
    ...rest,
    path,
    inReport,
    commandId: recognised?.command.id ?? null,
    context: recognised?.context ?? null,
  };
}

/** What reads the task's member; its results go to `log`. */
export function taskReader(task: MemberTask, log: MemberLog): MemberSink {
  const { path: _path, inReport, commandId, context, ...rest } = task;
  const command = commandId === null ? undefined : commands.find(({ id }) => id === commandId);
  const recognised = command === undefined || context === null ? null : { command, context };
  return new TextMember(log, { ...rest, recognised }, inReport);
}
