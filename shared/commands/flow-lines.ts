// What the parsers of `ovs-ofctl dump-flows` and `ovs-appctl bridge/dump-flows` share: one flow a line.
import type { CommandContext, LineParser, Sink } from './command.ts';
import { readFlowLine } from '../openflow/flow-line.ts';

/**
 * Reads flows of `context.target`, one a line. Blank lines and those that `isHeader` names are passed
 * over. An unreadable line is an `unexpected-line`; a header field or flag of a later Open vSwitch is
 * reported once, as `unknown-flow-field`, and its flow is kept.
 */
export function flowLines(
  context: CommandContext,
  sink: Sink,
  isHeader: (line: string) => boolean,
): LineParser {
  const unknown = new Set<string>();
  let number = 0;
  const onUnknown = (name: string): void => {
    if (unknown.has(name)) return;
    unknown.add(name);
    sink.problem(
      'warning',
      number,
      'unknown-flow-field',
      `The field ${name} of a flow is not known; it is left out.`,
    );
  };
  return {
    line(text, lineNumber) {
      number = lineNumber;
      const flow = readFlowLine(text, context.target, onUnknown);
      if (typeof flow !== 'string') sink.fact('flow', flow, lineNumber, lineNumber);
      else if (text.trim() !== '' && !isHeader(text)) {
        sink.problem('error', lineNumber, 'unexpected-line', `This is not a whole flow: ${flow}.`);
      }
    },
    end() {},
  };
}
