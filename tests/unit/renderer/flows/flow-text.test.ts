// Matches and actions in pieces; samples are flows of the article and of the lab's br-int and br-tun.
import { expect, test } from 'vitest';
import { actionLines, actionParts, matchParts } from '../../../../renderer/views/flows/flow-text.ts';

const learn =
  'learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],' +
  'load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[]),output:1';

const written = (parts: readonly { readonly pieces: readonly { readonly text: string }[] }[]): string =>
  parts.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join(',');

test('a match is names, marks and values; a protocol word is a value', () => {
  expect(matchParts('arp,in_port=12,arp_spa=10.22.22.106')).toEqual([
    { text: 'arp', pieces: [{ text: 'arp', role: 'value' }] },
    {
      text: 'in_port=12',
      pieces: [
        { text: 'in_port', role: 'name' },
        { text: '=', role: 'mark' },
        { text: '12', role: 'value' },
      ],
    },
    {
      text: 'arp_spa=10.22.22.106',
      pieces: [
        { text: 'arp_spa', role: 'name' },
        { text: '=', role: 'mark' },
        { text: '10.22.22.106', role: 'value' },
      ],
    },
  ]);
  expect(matchParts('')).toEqual([]);
});

test.each([
  learn,
  'resubmit(,2)',
  'strip_vlan,set_tunnel:0x2,output:2',
  'drop',
  'ct(table=72,zone=NXM_NX_REG6[0..15])',
  'set_field:0x5/0xf->reg0,NORMAL',
  'ct(commit,nat(src=10.0.0.1',
])('the pieces of an action list give it back: %s', (actions) => {
  expect(written(actionParts(actions))).toBe(actions);
});

test('an action has its argument strong, in brackets or behind its colon', () => {
  const roles = actionParts('mod_vlan_vid:1,load:0x5->NXM_NX_REG0[],resubmit(,10),drop').map(({ pieces }) =>
    pieces.map(({ text, role }) => `${role} ${text}`),
  );
  expect(roles).toEqual([
    ['name mod_vlan_vid', 'mark :', 'value 1'],
    ['name load', 'mark :', 'value 0x5', 'mark ->', 'name NXM_NX_REG0[]'],
    ['name resubmit', 'mark (', 'value ,10', 'mark )'],
    ['value drop'],
  ]);
});

test('unfolded, a long learn opens and a short action does not', () => {
  expect(actionLines(learn)).toEqual([
    { depth: 0, text: 'learn(' },
    { depth: 1, text: 'table=20' },
    { depth: 1, text: 'hard_timeout=300' },
    { depth: 1, text: 'priority=1' },
    { depth: 1, text: 'NXM_OF_VLAN_TCI[0..11]' },
    { depth: 1, text: 'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]' },
    { depth: 1, text: 'load:0->NXM_OF_VLAN_TCI[]' },
    { depth: 1, text: 'load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[]' },
    { depth: 1, text: 'output:NXM_OF_IN_PORT[]' },
    { depth: 0, text: ')' },
    { depth: 0, text: 'output:1' },
  ]);
  expect(actionLines('ct(table=72,zone=5)')).toEqual([{ depth: 0, text: 'ct(table=72,zone=5)' }]);
});
