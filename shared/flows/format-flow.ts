// A flow as one line, in the order and with the separators of `ovs-ofctl dump-flows`:
//   cookie=0x0, duration=1.200s, table=0, n_packets=7, n_bytes=686, idle_timeout=10, send_flow_rem importance=3, idle_age=1, priority=1,in_port=1 actions=resubmit(,2)
import type { FlowFact } from '../facts.ts';
import { tableText } from '../openflow/table-id.ts';

/** Fields that the dump left out stay out; so does priority 32768, which `ovs-ofctl` never prints. */
export function formatFlow(flow: FlowFact): string {
  let text = '';
  const add = (name: string, value: string | number | null, unit = ''): void => {
    if (value !== null) text += `${name}=${value}${unit}, `;
  };
  add('cookie', flow.cookie);
  add('duration', flow.duration === null ? null : seconds(flow.duration), 's');
  add('table', tableText(flow.table));
  add('n_packets', flow.nPackets);
  add('n_bytes', flow.nBytes);
  add('idle_timeout', flow.idleTimeout);
  add('hard_timeout', flow.hardTimeout);
  for (const flag of flow.flags) text += `${flag} `;
  add('importance', flow.importance);
  add('idle_age', flow.idleAge);
  add('hard_age', flow.hardAge);
  return `${text}${matchWithPriority(flow)}actions=${flow.actions}`;
}

function matchWithPriority(flow: FlowFact): string {
  const parts = flow.priority === 32768 ? [] : [`priority=${flow.priority}`];
  if (flow.match !== '' && flow.match !== '*') parts.push(flow.match);
  return parts.length === 0 ? '' : `${parts.join(',')} `;
}

/** Whole seconds bare, parts of a second with three decimals or, below a millisecond, nine. */
function seconds(duration: number): string {
  if (Number.isInteger(duration)) return String(duration);
  const thousandths = duration.toFixed(3);
  return Math.abs(Number(thousandths) - duration) < 1e-7 ? thousandths : duration.toFixed(9);
}
