// What a table is for, in a context: by the layout that wrote it, or by OVN's logical stage.
import type { TableId } from '../openflow/table-id.ts';
import type { FlowContext } from './flow-context.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';

/** A few words; `datapath` is OVN's, where the flow or the packet has one. Null when nothing tells. */
export function roleOfTable(context: FlowContext, table: TableId, datapath: bigint | null): Phrase | null {
  const role = context.roles.roleOf(table);
  const { ovn } = context.roles;
  if (ovn === null || typeof table === 'string' || table < ovn.ingress || table > 63) return role;
  const stages = context.stage(table, datapath);
  if (role !== null && role.key.startsWith('explain.role.ovn.')) return role;
  if (stages.length > 0) return phrase('role.ovn.stage', { stages });
  if (ovn.egress !== null && table >= ovn.egress)
    return phrase('role.ovn.egress', { table: String(table - ovn.egress) });
  return phrase('role.ovn.ingress', { table: String(table - ovn.ingress) });
}
