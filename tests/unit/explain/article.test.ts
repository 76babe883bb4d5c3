// The article explains the fourteen flows of its br-tun by hand. Here is what it says of each, and what
// Coldtrace says, in both languages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainFlow } from '../../../shared/explain/explain-flow.ts';
import { phraseText } from '../../../shared/explain/phrase.ts';
import { articleFacts } from '../../article-facts.ts';
import { contextsOf, strictLanguage } from '../../explain-in-words.ts';
import { fixtures } from '../../shared-data.ts';

const facts = articleFacts(readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8'));
const context = contextsOf(facts).of('br-tun');
const flows = facts.flowsOf('br-tun').map(({ data }) => explainFlow(data, context));

/** By the article's own numbers; `says` is its text on the flow, shortened. */
const explained: readonly {
  readonly id: number;
  readonly says: string;
  readonly en: string;
  readonly zh: string;
}[] = [
  {
    id: 0,
    says: '当匹配到从port 1(patch-int)进入的包时,提交给表1继续匹配',
    en: 'Packets that come in by port 1 (patch-int, patch to br-int): go on in table 1 (from br-int: unicast or multicast).',
    zh: '从端口 1（patch-int，连到 br-int 的 patch 端口）进入的报文：交给表 1（来自 br-int：区分单播与多播）继续匹配。',
  },
  {
    id: 1,
    says: '当匹配到从port 2(gre-1)进入的包时,提交给表2继续匹配',
    en: 'Packets that come in by port 2 (gre-1, GRE tunnel to 192.168.10.10): go on in table 2 (from GRE: tunnel id to VLAN).',
    zh: '从端口 2（gre-1，到 192.168.10.10 的 GRE 隧道）进入的报文：交给表 2（来自 GRE：隧道 ID 换成 VLAN）继续匹配。',
  },
  {
    id: 2,
    says: '(丢弃)',
    en: 'Packets that no flow of higher priority takes: drop.',
    zh: '没有被更高优先级的流匹配的报文：丢弃。',
  },
  {
    id: 3,
    says: '当目标MAC地址为单播地址时,提交给表20继续匹配',
    en: 'Packets that have a unicast destination MAC: go on in table 20 (unicast to tunnels, by learned MACs).',
    zh: '目的 MAC 为单播地址的报文：交给表 20（单播进隧道，按学到的 MAC）继续匹配。',
  },
  {
    id: 4,
    says: '当目标MAC地址为多播/广播地址时,提交给表21继续匹配',
    en: 'Packets that have a multicast or broadcast destination MAC: go on in table 21 (flood to tunnels).',
    zh: '目的 MAC 为多播或广播地址的报文：交给表 21（泛洪到隧道）继续匹配。',
  },
  {
    id: 5,
    says: '首先从报文中学习VLan、MAC等信息并把规则添加表20,然后再从port 1(patch-int)发出去',
    en: 'All packets: learn from the packet a flow in table 20 (unicast to tunnels, by learned MACs), priority 1, for 300 s (match the same VLAN; match destination MAC equal to source MAC of this packet; strip the VLAN tag; set tunnel id as in this packet; send out of the port this packet came in by); send out of port 1 (patch-int, patch to br-int).',
    zh: '所有报文：从报文学习，在表 20（单播进隧道，按学到的 MAC）中添加优先级 1 的流，保留 300 秒（匹配相同的 VLAN；匹配目的 MAC 等于本报文的源 MAC；剥去 VLAN 标签；将隧道 ID 设为与本报文相同；从本报文的入端口发出）；从端口 1（patch-int，连到 br-int 的 patch 端口）发出。',
  },
  {
    id: 6,
    says: '当Tunnel Key为2时,添加VLan tag 1,提交给表10继续匹配',
    en: 'Packets that have tunnel id 0x2 (network Internal): add the tag of VLAN 1 (network Internal); go on in table 10 (learns where MACs are).',
    zh: '隧道 ID 为 0x2（网络 Internal）的报文：添加 VLAN 1（网络 Internal）的标签；交给表 10（学习 MAC 所在）继续匹配。',
  },
  {
    id: 7,
    says: '当Tunnel Key为3时,添加VLan tag 2,提交给表10继续匹配',
    en: 'Packets that have tunnel id 0x3: add the tag of VLAN 2 (carried with tunnel id 0x3); go on in table 10 (learns where MACs are).',
    zh: '隧道 ID 为 0x3 的报文：添加 VLAN 2（以隧道 ID 0x3 承载）的标签；交给表 10（学习 MAC 所在）继续匹配。',
  },
  {
    id: 8,
    says: '(丢弃)',
    en: 'Packets that no flow of higher priority takes: drop.',
    zh: '没有被更高优先级的流匹配的报文：丢弃。',
  },
  {
    id: 9,
    says: '提交给21继续匹配',
    en: 'All packets: go on in table 21 (flood to tunnels).',
    zh: '所有报文：交给表 21（泛洪到隧道）继续匹配。',
  },
  {
    id: 10,
    says: '当目标VLan标签为2时,剥去VLan标签,然后将Tunnel Key设置为3并从port 2(gre-1)发出去',
    en: 'Packets that carry VLAN 2 (carried with tunnel id 0x3): strip the VLAN tag; set the tunnel id to 0x3; send out of port 2 (gre-1, GRE tunnel to 192.168.10.10).',
    zh: '带 VLAN 2（以隧道 ID 0x3 承载）的报文：剥去 VLAN 标签；将隧道 ID 设为 0x3；从端口 2（gre-1，到 192.168.10.10 的 GRE 隧道）发出。',
  },
  {
    id: 11,
    says: '当目标VLan标签为1时,剥去VLan标签,然后将Tunnel Key设置为2并从port 2(gre-1)发出去',
    en: 'Packets that carry VLAN 1 (network Internal): strip the VLAN tag; set the tunnel id to 0x2 (network Internal); send out of port 2 (gre-1, GRE tunnel to 192.168.10.10).',
    zh: '带 VLAN 1（网络 Internal）的报文：剥去 VLAN 标签；将隧道 ID 设为 0x2（网络 Internal）；从端口 2（gre-1，到 192.168.10.10 的 GRE 隧道）发出。',
  },
  {
    id: 12,
    says: '对没成功匹配的包,丢弃',
    en: 'Packets that no flow of higher priority takes: drop.',
    zh: '没有被更高优先级的流匹配的报文：丢弃。',
  },
  { id: 13, says: '(丢弃)', en: 'All packets: drop.', zh: '所有报文：丢弃。' },
];

/** EasyOVS prints its flows by table; the article numbers them as printed. */
const placeOf = new Map([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((id) => [id, id]));

describe('the flows of the article', () => {
  test.each(explained)('$id: $says', ({ id, en, zh }) => {
    const said = flows[placeOf.get(id) ?? -1];
    if (!said) throw new Error(`no flow ${id}`);
    expect(phraseText(said.sentence, strictLanguage('en'))).toBe(en);
    expect(phraseText(said.sentence, strictLanguage('zh-CN'))).toBe(zh);
  });

  test('a learned flow, which the article shows too', () => {
    const learned = explainFlow(
      {
        bridge: 'br-tun',
        table: 20,
        priority: 1,
        match: 'vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:3f:19',
        actions: 'load:0->NXM_OF_VLAN_TCI[],load:0x2->NXM_NX_TUN_ID[],output:2',
        cookie: '0x0',
        nPackets: 45,
        nBytes: 6132,
        duration: 11.099,
        idleTimeout: null,
        hardTimeout: 300,
        idleAge: 3,
        hardAge: 2,
        importance: null,
        flags: [],
      },
      context,
    );
    expect(phraseText(learned.sentence, strictLanguage('en'))).toBe(
      'Packets that carry VLAN 1 (network Internal), have destination MAC fa:16:3e:a1:3f:19: strip the VLAN tag; set the tunnel id to 0x2 (network Internal); send out of port 2 (gre-1, GRE tunnel to 192.168.10.10).',
    );
  });

  test('what is inferred says from what', () => {
    const said = flows[11];
    const reasons = [...(said?.match ?? []), ...(said?.actions ?? [])].flatMap(({ because }) => because);
    expect(reasons.map((reason) => phraseText(reason, strictLanguage('en')))).toEqual([
      'qvo48e06cd2-60 has this tag, and vm1 has no other network',
      'flows of br-tun give it VLAN 1',
    ]);
  });
});
