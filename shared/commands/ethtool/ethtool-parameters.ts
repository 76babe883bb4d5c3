// `ethtool -g`, `-a`, `-l`, `-c` and `--show-priv-flags DEVICE`: rings, flow control, channels, interrupt
// coalescing, and the switches that only this driver has.
//
//   Ring parameters for ens3:            Coalesce parameters for ens3:
//   Pre-set maximums:                    Adaptive RX: off  TX: off
//   RX:		256                       stats-block-usecs: 0
//   Current hardware settings:           rx-usecs: 0
//   RX:		256                       rx-frames: 1
//
//   Pause parameters for eno1:
//   Autonegotiate:	on
//   RX:		off
//   TX:		off
//
//   Private flags for ens3:
//   s0ix-enabled: off
//
// Source: ethtool(8); dump_ring(), dump_pause(), dump_channels(), dump_coalesce() in ethtool.c, and
// their twins in netlink/.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { EthtoolParametersFact } from '../../facts.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

type Group = EthtoolParametersFact['group'];
type Values = Map<string, string | number>;

/** `off`, `n/a`, `256`: numbers as numbers. */
const valueOf = (text: string): string | number => (/^\d{1,15}$/.test(text) ? Number(text) : text);

/** `Adaptive RX: off  TX: off`, `CQE mode RX: n/a  TX: n/a`: two values of one name on a line. */
const pair = /^(Adaptive|CQE mode) RX: (\S+) {1,4}TX: (\S+)\s*$/;
const single = /^\s*([A-Za-z][A-Za-z0-9 /_-]{0,40}?) {0,20}:\s*(\S.{0,60}?)?\s*$/;

function ethtoolParameters(
  group: Group,
  headingWords: string,
  title: string,
  options: readonly string[],
): Command {
  const heading = new RegExp(`^${headingWords} for (\\S+):\\s*$`);

  function parser(context: CommandContext, sink: Sink): LineParser {
    let device: string | null = null;
    let values: Values = new Map();
    let maximums: Values | null = null;
    let section: Values | null = values;
    let firstLine: number | null = null;
    let lastLine = 0;

    const finish = (): void => {
      if (firstLine !== null && (values.size > 0 || (maximums?.size ?? 0) > 0)) {
        const name = device ?? deviceOf(context, sink, title, firstLine);
        if (name !== null)
          sink.fact(
            'ethtool-parameters',
            {
              device: name,
              netns: context.netns,
              group,
              values: Object.fromEntries(values),
              maximums: maximums === null ? null : Object.fromEntries(maximums),
            },
            firstLine,
            lastLine,
          );
      }
      values = new Map();
      maximums = null;
      section = values;
      firstLine = null;
    };

    const read = (text: string): boolean => {
      const both = pair.exec(text);
      if (both?.[1] !== undefined && both[2] !== undefined && both[3] !== undefined) {
        values.set(`${both[1]} RX`, valueOf(both[2]));
        values.set(`${both[1]} TX`, valueOf(both[3]));
        return true;
      }
      const [, name, value] = single.exec(text) ?? [];
      if (name === undefined) return false;
      if (value !== undefined) (section ?? values).set(name, valueOf(value));
      else if (name === 'Pre-set maximums') section = maximums = new Map();
      else if (name === 'Current hardware settings') section = values;
      else return false;
      return true;
    };

    return {
      line(text, number) {
        if (text.trim() === '') return;
        const [, named] = heading.exec(text) ?? [];
        if (named !== undefined) {
          finish();
          device = named;
        } else if (isRefusal(text) || text.trim() === 'No private flags defined') {
          return;
        } else if (!read(text)) {
          unexpectedLine(sink, title, text, number);
          return;
        }
        firstLine ??= number;
        lastLine = number;
      },
      end: finish,
    };
  }

  return {
    id: `ethtool-${group.replaceAll(' ', '-')}`,
    title,
    facts: ['ethtool-parameters'],
    recognise: (argv) => recogniseEthtool(argv, options),
    sniff: (line) => heading.test(line),
    parser,
  };
}

export const ethtoolRing = ethtoolParameters('ring', 'Ring parameters', 'ethtool -g', ['-g', '--show-ring']);
export const ethtoolPause = ethtoolParameters('pause', 'Pause parameters', 'ethtool -a', [
  '-a',
  '--show-pause',
]);
export const ethtoolChannels = ethtoolParameters('channels', 'Channel parameters', 'ethtool -l', [
  '-l',
  '--show-channels',
]);
export const ethtoolCoalesce = ethtoolParameters('coalesce', 'Coalesce parameters', 'ethtool -c', [
  '-c',
  '--show-coalesce',
]);
export const ethtoolPrivateFlags = ethtoolParameters(
  'private flags',
  'Private flags',
  'ethtool --show-priv-flags',
  ['--show-priv-flags'],
);
