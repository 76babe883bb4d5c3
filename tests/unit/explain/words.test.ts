// Every language says all that explanations can say, and every field and action has words.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainActions } from '../../../shared/explain/explain-actions.ts';
import { explainMatch } from '../../../shared/explain/explain-match.ts';
import { namedFields } from '../../../shared/explain/field-names.ts';
import { bareContext } from '../../../shared/explain/flow-context.ts';
import { phrase, phrasePieces, phraseText } from '../../../shared/explain/phrase.ts';
import { fields, protocols } from '../../../shared/openflow/fields.ts';
import { parseActions, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import { explainTexts, strictLanguage } from '../../explain-in-words.ts';

const locales = ['en', 'zh-CN'] as const;
const en = strictLanguage('en');
const zh = strictLanguage('zh-CN');

function places(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name))].sort();
}

describe('the texts', () => {
  test('are the same in all languages, with the same places', () => {
    const [first, second] = locales.map(explainTexts);
    expect(Object.keys(second ?? {}).sort()).toEqual(Object.keys(first ?? {}).sort());
    for (const [key, text] of Object.entries(first ?? {})) {
      // A language may say two things in one word, but no place may be forgotten in either.
      expect([key, places(second?.[key] ?? '')]).toEqual([key, places(text)]);
    }
  });

  test('are all of use: each key is made somewhere', () => {
    const folder = join(import.meta.dirname, '../../../shared/explain');
    const code = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const unused = Object.keys(explainTexts('en')).filter((key) => {
      const parts = key.replace(/^explain\./, '').split('.');
      // Of a key that is put together, the last word or its beginning stands in the code.
      const last = parts.at(-1) ?? '';
      return !code.includes(last);
    });
    expect(
      unused.filter(
        (key) =>
          !/^explain\.((protocol|field|icmp|ctState|match\.frag)\.|match\.(source|destination)(Uni|Multi)cast)/.test(
            key,
          ),
      ),
    ).toEqual([]);
  });
});

describe('fields', () => {
  test('have words, but for series and what is known by its own name only', () => {
    const unnamed = fields
      .map(({ name }) => name)
      .filter((name) => !namedFields.includes(name) && !/^(x{0,2}reg|tun_metadata)\d+$/.test(name));
    expect(unnamed).toEqual(['tun_ttl', 'tun_tos']);
    for (const name of namedFields) {
      expect(fields.some((field) => field.name === name)).toBe(true);
      expect(phraseText(phrase(`field.${name}`), zh)).not.toBe('');
      expect(phraseText(phrase(`field.${name}`), en)).not.toBe('');
    }
  });

  test('protocol words', () => {
    for (const name of protocols.keys()) expect(phraseText(phrase(`protocol.${name}`), en)).not.toBe('');
  });
});

function sayMatch(text: string): readonly string[] {
  return explainMatch(parseMatch(text), bareContext()).map(({ says }) => phraseText(says, en));
}

describe('a match', () => {
  test.each([
    ['dl_vlan=0xffff', ['carry no VLAN tag']],
    ['vlan_tci=0x0000/0x1fff', ['carry no VLAN tag']],
    ['vlan_tci=0x1000/0x1000', ['carry a VLAN tag']],
    ['vlan_tci=0x1005/0x1fff', ['carry VLAN 5']],
    ['vlan_tci=0x0fff/0x1fff', ['have VLAN id 4095 and no tag at all, which no packet has']],
    ['dl_vlan=5,dl_vlan_pcp=3', ['carry VLAN 5', 'have VLAN priority 3']],
    ['dl_dst=ff:ff:ff:ff:ff:ff', ['are broadcast']],
    ['dl_src=01:00:00:00:00:00/01:00:00:00:00:00', ['have a multicast source MAC']],
    ['dl_src=fa:16:3e:00:00:00/ff:ff:ff:00:00:00', ['have source MAC fa:16:3e:00:00:00/ff:ff:ff:00:00:00']],
    ['ip,nw_src=10.0.0.0/8,nw_frag=later', ['are IPv4', 'come from 10.0.0.0/8', 'are later fragments']],
    ['tcp,tp_dst=0x50/0xfff0', ['are TCP', 'have TCP destination port 80–95']],
    ['tcp,tcp_flags=+syn-ack', ['are TCP', 'have TCP flags +syn-ack']],
    ['arp,arp_op=1,arp_tpa=10.0.0.1', ['are ARP', 'ask (ARP request)', 'have ARP target address 10.0.0.1']],
    ['icmp6,icmp_type=135', ['are ICMPv6', 'are neighbour solicitations']],
    ['icmp,icmp_type=13', ['are ICMP', 'have ICMP type 13']],
    ['ct_state=+trk-new', ['have conntrack state not new, tracked']],
    ['reg0=0x4/0x4', ['have bit 2 of reg0 set']],
    ['reg3=0x50/0xf0', ['have 0x5 in bits 4..7 of reg3']],
    ['xxreg0=0/0x2000000000000000000000000', ['have bit 1 of reg0 clear']],
    ['reg3=0x5/0x5', ['have reg3 0x5/0x5']],
    ['conj_id=7', ['satisfy every part of conjunction 7']],
    ['tun_id=0x5,tun_src=1.2.3.4', ['have tunnel id 0x5', 'came through a tunnel from 1.2.3.4']],
    ['in_port=LOCAL', ['come in by port LOCAL']],
    ['nonsense=3', ['match nonsense=3, which is not understood']],
  ] as const)('%s', (text, said) => {
    expect(sayMatch(text)).toEqual(said);
  });
});

function sayActions(text: string, match = ''): readonly string[] {
  const tree = parseMatch(match);
  const steps = explainActions(parseActions(text, 0, { match: tree }), tree, bareContext());
  const all = (list: typeof steps, depth: number): readonly string[] =>
    list.flatMap(({ says, steps: inside }) => [
      `${'  '.repeat(depth)}${phraseText(says, en)}`,
      ...all(inside, depth + 1),
    ]);
  return all(steps, 0);
}

describe('actions', () => {
  test.each([
    ['drop', ['drop']],
    ['NORMAL', ['switch it by VLAN and MAC, as a learning switch']],
    [
      'FLOOD,ALL',
      [
        'flood it to all ports but the one it came in by',
        'send it out of all ports but the one it came in by',
      ],
    ],
    ['IN_PORT', ['send back out of the port it came in by']],
    ['output:NXM_NX_REG0[0..15]', ['send out of the port in bits 0..15 of reg0']],
    ['output(port=2,max_len=100)', ['send out of port 2, cut to 100 bytes']],
    ['enqueue:1:2', ['send out of port 1 by queue 2']],
    ['CONTROLLER:128', ['send up to 128 bytes of it to the controller']],
    ['resubmit(1,2)', ['go on in table 2 as if it had come in by port 1']],
    ['resubmit(,2,ct)', ['go on in table 2, looked up as conntrack’s original direction']],
    ['push_vlan:0x8100,set_field:4098->vlan_vid', ['add the tag of VLAN 2']],
    ['mod_vlan_vid:2', ['add the tag of VLAN 2']],
    ['load:0->NXM_OF_VLAN_TCI[]', ['strip the VLAN tag']],
    ['load:0x5->NXM_NX_REG0[4..7]', ['set bits 4..7 of reg0 to 0x5']],
    ['set_field:0x1/0x1->reg10', ['set bit 0 of reg10']],
    ['move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]', ['copy source MAC to destination MAC']],
    ['push:NXM_NX_REG0[],pop:NXM_NX_REG1[]', ['push reg0 on the stack', 'pop reg1 from the stack']],
    [
      'dec_ttl,dec_ttl(1,2)',
      ['decrement the IP TTL, and stop at zero', 'decrement the IP TTL, and stop at zero'],
    ],
    [
      'ct(commit,zone=NXM_NX_REG6[0..15],table=5,nat(src=10.0.0.1-10.0.0.9:1-99),exec(set_field:1->ct_mark),alg=ftp)',
      [
        'commit the connection to conntrack in the zone in bits 0..15 of reg6 and go on in table 5',
        '  translate the source to 10.0.0.1–10.0.0.9:1–99',
        '  set conntrack mark to 0x1',
        '  watch for ftp connections',
      ],
    ],
    ['ct(nat)', ['send through conntrack in zone 0', '  translate addresses as the connection has it']],
    [
      'clone(push_vlan:0x8100,output:1)',
      ['with a copy', '  add a VLAN tag (0x8100)', '  send out of port 1'],
    ],
    [
      'conjunction(1,2/3)',
      ['this is part 2 of 3 of conjunction 1: a packet must satisfy one flow of each part'],
    ],
    [
      'write_actions(output:3),goto_table:4',
      ['write into the action set, to be done at the end', '  send out of port 3', 'go on in table 4'],
    ],
    ['write_metadata:0x1/0xff', ['set bits 0..7 of metadata to 0x1']],
    ['write_metadata:0x5', ['set metadata to 0x5']],
    ['LOCAL', ['send out of port LOCAL']],
    ['group:5', ['hand it to group 5']],
    [
      'learn(table=2,idle_timeout=5,hard_timeout=60,priority=1)',
      ['learn from the packet a flow in table 2, priority 1, for 60 s or until 5 s idle'],
    ],
    [
      'learn(table=2,idle_timeout=5,priority=1)',
      ['learn from the packet a flow in table 2, priority 1, until 5 s idle'],
    ],
    [
      'learn(table=2,hard_timeout=60,priority=1)',
      ['learn from the packet a flow in table 2, priority 1, for 60 s'],
    ],
    [
      'learn(table=2,hard_timeout=60,priority=1,cookie=0x7,limit=9,delete_learned,result_dst=NXM_NX_REG0[0],NXM_OF_IN_PORT[])',
      [
        'learn from the packet a flow in table 2, priority 1, for 60 s; unless the table has 9 flows of cookie 0x7 already; when this flow is deleted, the flows of cookie 0x7 in that table go with it; set bit 0 of reg0 to 1 if it was learned, to 0 if the limit forbade it',
        '  match the port this packet came in by',
      ],
    ],
    [
      'learn(table=2,fin_idle_timeout=5,fin_hard_timeout=9,send_flow_rem,priority=1)',
      [
        'learn from the packet a flow in table 2, priority 1; once a TCP FIN or RST is seen, until 5 s idle; once a TCP FIN or RST is seen, for 9 s; the controller is told when it goes',
      ],
    ],
    ['encap(ethernet)', ['put an ethernet header around it']],
    ['encap(nsh(md_type=1))', ['put an nsh header around it']],
    ['encap(gre)', ['put a gre header around it']],
    ['meter:3,clear_actions,exit', ['limit by meter 3', 'clear the action set', 'stop here']],
    ['note:00.11', ['a note of the controller’s, without effect (0011)']],
    [
      'check_pkt_larger(1500)->NXM_NX_REG0[0]',
      ['put into bit 0 of reg0 whether it is longer than 1500 bytes'],
    ],
    [
      'fin_timeout(idle_timeout=5,hard_timeout=60)',
      ['once a TCP FIN or RST is seen, let the flow time out after 5 s idle, 60 s at most'],
    ],
    ['bogus(1)', ['bogus(1), which is not understood']],
  ] as const)('%s', (text, said) => {
    expect(sayActions(text)).toEqual(said);
  });

  test('an ARP answer is one thing, with its parts below', () => {
    const [first, ...parts] = sayActions(
      'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],mod_dl_src:fa:16:3e:00:00:01,load:0x2->NXM_OF_ARP_OP[],move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],load:0xfa163e000001->NXM_NX_ARP_SHA[],load:0xa000001->NXM_OF_ARP_SPA[],IN_PORT',
      'arp,arp_tpa=10.0.0.1',
    );
    expect(first).toBe('answer the ARP request itself: 10.0.0.1 is at fa:16:3e:00:00:01');
    expect(parts).toHaveLength(8);
  });
});

test('in Chinese, words and values stand a space apart, punctuation does not', () => {
  const said = phrase('valueOf', { value: '0x2', owner: phrase('network', { network: 'Internal' }) });
  expect(phraseText(said, zh)).toBe('0x2（网络 Internal）');
  expect(
    phrasePieces(said, zh)
      .filter(({ literal }) => literal)
      .map(({ text }) => text),
  ).toEqual(['0x2', 'Internal']);
});
