// What is known around a flow: what its port numbers, VLANs, tunnel ids, addresses, tables and registers
// stand for. A flow is explained in a context; without a case there is one that knows nothing.
import type { OpenflowGroupFact } from '../facts/open-vswitch-state.ts';
import { reservedPortName } from '../openflow/fields.ts';
import type { TableId, TableNumbers } from '../openflow/table-id.ts';
import { noTableNumbers } from '../openflow/table-id.ts';
import type { Port } from '../openflow/tree.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import type { TableRoles } from './table-roles.ts';
import { tableRoles } from './table-roles.ts';

/** What something stands for. */
export interface Meaning {
  readonly says: Phrase;
  /** From what it is inferred, or what is missing to know it; null when an output says it. */
  readonly because: Phrase | null;
}

export interface FlowContext {
  /** Null when the dump does not say which bridge it is of. */
  readonly bridge: string | null;
  readonly roles: TableRoles;
  /** How many flows a table has; null when not known. */
  flowsIn(table: TableId): number | null;
  /** Numbers of the bridge's tables by the names that a dump may have in their place. */
  readonly tables: TableNumbers;
  /** The port with its number and name: a noun. */
  port(port: Port): Meaning;
  /** The network of a local VLAN of this bridge; null when nothing tells. */
  vlan(vlan: number): Meaning | null;
  /** The network of a tunnel id; null when nothing tells. */
  tunnelId(id: bigint): Meaning | null;
  /** Whose MAC it is, in Open vSwitch's spelling; null when nothing tells. */
  mac(mac: string): Meaning | null;
  /** Whose address it is, or which subnet a prefix (`10.0.0.0/24`) is; null when nothing tells. */
  address(address: string): Meaning | null;
  group(id: number): OpenflowGroupFact | null;
  /** OVN: the logical switch or router with this key in `metadata`. */
  datapath(key: bigint): Meaning | null;
  /** OVN: the logical port with this key (`reg14`, `reg15`) in a datapath. */
  logicalPort(datapath: bigint, key: bigint): Meaning | null;
  /** OVN: the logical stage of a table, for a datapath where that is known (`ls_in_pre_acl`). */
  stage(table: number, datapath: bigint | null): readonly string[];
}

/** For a flow without a case: numbers stay numbers. */
export function bareContext(bridge: string | null = null): FlowContext {
  return {
    bridge,
    roles: tableRoles(bridge, []),
    flowsIn: () => null,
    tables: noTableNumbers,
    port: (port) => ({ says: plainPort(port), because: null }),
    vlan: () => null,
    tunnelId: () => null,
    mac: () => null,
    address: () => null,
    group: () => null,
    datapath: () => null,
    logicalPort: () => null,
    stage: () => [],
  };
}

/** `port 2`, `port patch-int`, `port LOCAL`. */
export function plainPort(port: Port): Phrase {
  if (port.kind === 'name') return phrase('port.named', { name: port.name });
  const reserved = reservedPortName(port.number);
  if (reserved !== null) return phrase('port.named', { name: reserved });
  return phrase('port.number', { number: String(port.number) });
}
