// The model of a node as it is sent: hops once each, and the same model again at the other end.
import { expect, test } from 'vitest';
import type { Hop, NetworkPath } from '../../../shared/network/model.ts';
import { packNode, unpackNode } from '../../../shared/network/packed-node.ts';
import { articleNode } from '../renderer/network/article-node.ts';

test('the article comes out as it went in', () => {
  const model = articleNode();
  expect(unpackNode(packNode(model))).toEqual(model);
  expect(model.paths.length).toBeGreaterThan(1);
});

test('hops that say the same are sent once, whichever path they are of', () => {
  const hop = (device: string, tunnelId: string | null = null) => ({ device, tunnelId }) as Hop;
  const path = (id: string, ...hops: readonly Hop[]) => ({ id, hops }) as NetworkPath;
  const paths = [
    path('a', hop('tap1'), hop('br-tun', '0x1'), hop('gre-1')),
    path('b', hop('tap2'), hop('br-tun', '0x2'), hop('gre-1')),
    path('c', hop('tap3'), hop('br-tun', '0x1'), hop('gre-1')),
  ];
  const packed = packNode({ host: 'compute1', devices: [], links: [], paths });
  expect(packed.hops.map(({ device, tunnelId }) => `${device} ${tunnelId}`)).toEqual([
    'tap1 null',
    'br-tun 0x1',
    'gre-1 null',
    'tap2 null',
    'br-tun 0x2',
    'tap3 null',
  ]);
  expect(packed.paths.map(({ hops }) => hops)).toEqual([
    [0, 1, 2],
    [3, 4, 2],
    [5, 1, 2],
  ]);
  expect(unpackNode(packed).paths).toEqual(paths);
});
