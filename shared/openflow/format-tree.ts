// From a tree back to text, as `ovs-ofctl` prints it in a version of OpenFlow.
import { packetContext, type PacketContext } from './canonical-actions.ts';
import { flowMatch } from './flow-match.ts';
import { formatFlowMatch } from './format-match.ts';
import { formatActions as formatActionList, type Names } from './format-actions.ts';
import { formatName } from './quoted-name.ts';
import { formatMasked } from './field-values.ts';
import { fieldOf } from './fields.ts';
import { respell, type Version } from './respell.ts';
import type { ActionList, FieldMatch, FlowTree, Match } from './tree.ts';

/** In which words: those of `ovs-ofctl -O VERSION dump-flows`; `NXM` is `-F nxm`'s OpenFlow 1.0. */
export type Spelling =
  'OpenFlow10' | 'OpenFlow11' | 'OpenFlow12' | 'OpenFlow13' | 'OpenFlow14' | 'OpenFlow15' | 'NXM';

export interface FormatOptions extends Names {
  /** Left out: each action in the word in which it was read. */
  readonly spelling?: Spelling;
}

/** The match in the order and names of `ovs-ofctl` where `spelling` is given, else part by part as it was read. */
export function formatMatch(match: Match, options: FormatOptions = {}): string {
  if (options.spelling !== undefined) return formatFlowMatch(flowMatch(match), options.portNames);
  return match.parts
    .map((part) => {
      switch (part.kind) {
        case 'opaque':
          return part.text;
        case 'protocol':
          return part.name;
        case 'port-name':
          return `${part.field}=${formatName(part.port)}`;
        case 'field':
          return formatField(part, options);
      }
    })
    .join(',');
}

function formatField(part: FieldMatch, { portNames }: FormatOptions): string {
  const field = fieldOf(part.field);
  if (part.mask === 0n) return field.name.startsWith('tun_metadata') ? field.name : `${field.name}=*`;
  const port = field.format === 'port' ? portNames?.get(Number(part.value)) : undefined;
  return `${field.name}=${port === undefined ? formatMasked(field, part) : formatName(port)}`;
}

/**
 * The list as `ovs-ofctl` prints it behind `actions=`; `drop` when nothing is in it. `match`, the flow's,
 * says in which words OpenFlow 1.1 and later put `mod_vlan_vid`. What a version cannot say is left out, as
 * the switch does: `lostInSpelling` names it.
 */
export function formatActions(list: ActionList, options: FormatOptions = {}, match?: Match): string {
  const { spelling, ...names } = options;
  if (spelling === undefined) return formatActionList(list, names);
  const spelled = respell(list, versions[spelling], contextOf(match)).list;
  return formatActionList(spelled, { ...names, stripVlan: versions[spelling] === 10 });
}

/** What the actions do that this version has no words for: `write_actions`, `meter`, `push_vlan`, `mask` … */
export function lostInSpelling(list: ActionList, spelling: Spelling, match?: Match): readonly string[] {
  return respell(list, versions[spelling], contextOf(match)).lost;
}

function contextOf(match: Match | undefined): PacketContext {
  return match === undefined
    ? { vlan: false, ethType: null, ipProto: null }
    : packetContext(flowMatch(match));
}

const versions: Readonly<Record<Spelling, Version>> = {
  OpenFlow10: 10,
  OpenFlow11: 11,
  OpenFlow12: 12,
  OpenFlow13: 13,
  OpenFlow14: 14,
  OpenFlow15: 15,
  NXM: 10,
};

/** `cookie=0x0, duration=1s, table=1, …, priority=5,tcp actions=drop`: the header as it stands, then match and actions. */
export function formatFlowTree(flow: FlowTree, options: FormatOptions = {}): string {
  let text = '';
  for (const { name, value } of flow.header) {
    if (value === null) text += `${name} `;
    else if (name === 'priority') text += `priority=${value},`;
    else text += `${name}=${value}, `;
  }
  text += formatMatch(flow.match, options);
  // Without a match the actions follow the priority directly but for a space.
  return `${text.replace(/,?$/, '').trimEnd()} actions=${formatActions(flow.actions, options, flow.match)}`;
}
