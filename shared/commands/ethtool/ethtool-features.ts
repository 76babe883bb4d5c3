// `ethtool -k DEVICE`: what the device does for the kernel.
//
//   Features for eth0:
//   rx-checksumming: off
//   tx-checksumming: off
//   	tx-checksum-ipv4: off [fixed]
//   generic-receive-offload: off [requested on]
//
// ethtool up to 3.3 heads it `Offload parameters for eth0:`.
// Source: ethtool(8); dump_features() in ethtool.c, netlink/features.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -k';
const heading = /^(?:Features|Offload parameters) for (\S+):\s*$/;
const feature = /^\s*([a-z][\w -]{1,60}): ((?:on|off)(?: \[[^\]]{1,40}\])?)\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  let device: string | null = null;
  const features = new Map<string, string>();
  let firstLine: number | null = null;
  let lastLine = 0;

  const finish = (): void => {
    if (firstLine === null || features.size === 0) return;
    const name = device ?? deviceOf(context, sink, title, firstLine);
    if (name !== null)
      sink.fact(
        'ethtool-features',
        { device: name, netns: context.netns, features: Object.fromEntries(features) },
        firstLine,
        lastLine,
      );
    features.clear();
    firstLine = null;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, named] = heading.exec(text) ?? [];
      const [, name, state] = feature.exec(text) ?? [];
      if (named !== undefined) {
        finish();
        device = named;
        firstLine = null;
      } else if (name !== undefined && state !== undefined) features.set(name, state);
      else {
        if (!isRefusal(text)) unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
    },
    end: finish,
  };
}

export const ethtoolFeatures: Command = {
  id: 'ethtool-features',
  title,
  facts: ['ethtool-features'],
  recognise: (argv) => recogniseEthtool(argv, ['-k', '--show-features', '--show-offload']),
  sniff: (line) => heading.test(line),
  parser,
};
