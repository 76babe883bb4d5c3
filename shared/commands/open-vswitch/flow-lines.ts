// What the parsers of `ovs-ofctl dump-flows` and `ovs-appctl bridge/dump-flows` share: one flow a line.
import type { CommandContext, LineParser, Sink } from '../command.ts';
import type { FlowFact } from '../../facts.ts';
import { readFlowLine } from '../../openflow/flow-line.ts';

/**
 * Reads flows of `context.target`, one a line. Blank lines and those that `layout.isHeader` names are passed
 * over. An unreadable line is an `unexpected-line`; a header field or flag of a later Open vSwitch is
 * reported once, as `unknown-flow-field`, and its flow is kept. A dump of which only the tail was kept
 * may begin inside a line; what is left of it can look like a flow of `--no-stats`, but then the next
 * flow has statistics.
 */
export function flowLines(
  context: CommandContext,
  sink: Sink,
  layout: {
    /** Whether every flow has statistics; `ovs-ofctl --no-stats` leaves them out. */
    readonly alwaysTimed: boolean;
    isHeader(line: string): boolean;
  },
): LineParser {
  const unknown = new Set<string>();
  let number = 0;
  let held: { readonly flow: FlowFact; readonly line: number } | null = null;
  let flowsRead = 0;
  const onUnknown = (name: string): void => {
    if (unknown.has(name)) return;
    unknown.add(name);
    const message = `The field ${name} of a flow is not known; it is left out.`;
    sink.problem('warning', number, 'unknown-flow-field', message);
  };
  const unreadable = (line: number, reason: string): void => {
    sink.problem('error', line, 'unexpected-line', `This is not a whole flow: ${reason}.`);
  };
  const release = (next: FlowFact | null): void => {
    if (held === null) return;
    const { flow, line } = held;
    held = null;
    if (flow.duration === null && next !== null && next.duration !== null) {
      unreadable(line, 'its beginning is missing');
    } else {
      sink.fact('flow', flow, line, line);
    }
  };
  return {
    line(text, lineNumber) {
      number = lineNumber;
      const flow = readFlowLine(text, context.target, onUnknown);
      if (typeof flow === 'string') {
        if (text.trim() !== '' && !layout.isHeader(text)) unreadable(lineNumber, flow);
        return;
      }
      if (layout.alwaysTimed && flow.duration === null) {
        unreadable(lineNumber, 'its beginning is missing');
        return;
      }
      if (flowsRead++ === 0) {
        held = { flow, line: lineNumber };
        return;
      }
      release(flow);
      sink.fact('flow', flow, lineNumber, lineNumber);
    },
    end() {
      release(null);
    },
  };
}
