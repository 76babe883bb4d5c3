// The article's flow table stands in its text without a command: which bridge is it of?
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inferBridge } from '../../../shared/flows/infer-bridge.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { emptyFacts } from '../../bundle-facts.ts';
import { articleFacts } from '../../article-facts.ts';
import { fixtures } from '../../shared-data.ts';

const transcript = readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8');

function flowsOf(bridge: string): readonly FlowFact[] {
  return articleFacts(transcript)
    .flowsOf(bridge)
    .map((flow) => ({ ...flow.data, bridge: null }));
}

describe('the bridge of an unnamed table', () => {
  test('is the one with tunnels and these ports', () => {
    expect(inferBridge(flowsOf('br-tun'), articleFacts(transcript))).toEqual({
      bridge: 'br-tun',
      reason:
        'taken for the table of br-tun: it sets or matches tunnel ids, and br-tun alone has tunnel ports (gre-1); ports 1, 2 are ports of it',
    });
  });

  test('is the one with tunnels even when port numbers are unknown', () => {
    const facts = articleFacts(transcript, (command) => !command.includes('dump-ports-desc'));
    expect(inferBridge(flowsOf('br-tun'), facts)?.bridge).toBe('br-tun');
  });

  test('is unknown when nothing in the flows tells', () => {
    expect(inferBridge(flowsOf('br-int'), articleFacts(transcript))).toBeNull();
    expect(inferBridge(flowsOf('br-tun'), emptyFacts('compute1'))).toBeNull();
    expect(inferBridge([], articleFacts(transcript))).toBeNull();
  });

  test('is unknown when its ports are on no bridge', () => {
    const [first] = flowsOf('br-int');
    if (!first) throw new Error('no flow');
    expect(inferBridge([{ ...first, match: 'in_port=77' }], articleFacts(transcript))).toBeNull();
  });
});
