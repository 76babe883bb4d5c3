// A flow as `ovs-ofctl diff-flows` prints it, with as much of it as was compared:
//
//   table=20 priority=2,dl_vlan=1,dl_dst=fa:16:3e:e2:0f:85 cookie=0x5 hard_timeout=300 actions=strip_vlan,output:2
import { flagNames, type FlowColumns } from '../flows/flow-columns.ts';
import { tableText } from '../openflow/table-id.ts';
import type { ComparedAttributes } from './compare-columns.ts';

/** What add-flow gives a flow without a priority; it is not printed. */
const defaultPriority = 32768;

/**
 * Table 0, priority 32768 and zeros are left out, as `fte_version_format()` does. Match and actions are in
 * the words of the dump. The flags, which `ovs-ofctl` neither compares nor prints, stand before the actions.
 */
export function flowDiffText(columns: FlowColumns, flow: number, shown: ComparedAttributes): string {
  const table = columns.tableOf(flow);
  const priority = columns.priority[flow] ?? 0;
  const match = columns.match(flow);
  const head = [
    ...(priority === defaultPriority ? [] : [`priority=${priority}`]),
    ...(match === '' ? [] : [match]),
  ];
  const { cookie, idleTimeout, hardTimeout, importance, flags } = columns.attributes(flow);
  let text = `${table === 0 ? '' : `table=${tableText(table)} `}${head.join(',')}`;
  if (shown.cookie && cookie !== 0n) text += ` cookie=0x${cookie.toString(16)}`;
  if (shown.timeouts && idleTimeout !== 0) text += ` idle_timeout=${idleTimeout}`;
  if (shown.timeouts && hardTimeout !== 0) text += ` hard_timeout=${hardTimeout}`;
  if (shown.importance && importance !== 0) text += ` importance=${importance}`;
  if (shown.flags) for (const flag of flagNames(flags)) text += ` ${flag}`;
  return `${text} actions=${columns.actions(flow)}`;
}
