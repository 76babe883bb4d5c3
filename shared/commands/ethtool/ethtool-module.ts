// `ethtool -m DEVICE`: the EEPROM of a transceiver, in words or, where ethtool does not know its layout, in bytes.
//
//   	Identifier                                : 0x03 (SFP)
//   	Transceiver type                          : 10G Ethernet: 10G Base-SR
//   	Vendor name                               : FINISAR CORP.
//   	Laser output power                        : 0.5723 mW / -2.42 dBm
//
//   Offset		Values
//   ------		------
//   0x0000:		03 04 07 10 00 00 00 00 00 00 00 06 67 00 00 00
//
// Source: ethtool(8); sff-common.c, sfpid.c, sfpdiag.c, qsfp.c, cmis.c, dump_hex() in ethtool.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -m';
const bytes = /^0x[0-9a-f]{2,8}:\s+((?:[0-9a-f]{2}\s*)+)$/i;
const hexHeading = /^(?:Offset\s+Values|-{6}\s+-{6})\s*$/;

/** Splits at the first ` : `, or at an ending ` :`; a value may hold a colon of its own. */
function nameAndValue(text: string): { readonly name: string; readonly value: string } | null {
  const line = `${text.trim()} `;
  const at = line.indexOf(' : ');
  const name = line.slice(0, Math.max(0, at)).trimEnd();
  return /^[A-Za-z]/.test(name) && name.length <= 60 ? { name, value: line.slice(at + 3).trim() } : null;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const values = new Map<string, string[]>();
  const hex: string[] = [];
  let firstLine: number | null = null;
  let lastLine = 0;

  const read = (text: string): boolean => {
    const row = bytes.exec(text)?.[1];
    if (row !== undefined) {
      hex.push(row.replace(/\s+/g, '').toLowerCase());
      return true;
    }
    if (hexHeading.test(text)) return true;
    const pair = nameAndValue(text);
    if (pair === null) return false;
    const before = values.get(pair.name);
    if (before === undefined) values.set(pair.name, [pair.value]);
    else before.push(pair.value);
    return true;
  };

  return {
    line(text, number) {
      if (text.trim() === '' || isRefusal(text)) return;
      if (!read(text)) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
    },
    end() {
      if (firstLine === null || (values.size === 0 && hex.length === 0)) return;
      const device = deviceOf(context, sink, title, firstLine);
      if (device === null) return;
      sink.fact(
        'ethtool-module',
        {
          device,
          netns: context.netns,
          values: Object.fromEntries(values),
          hex: hex.length === 0 ? null : hex.join(''),
        },
        firstLine,
        lastLine,
      );
    },
  };
}

export const ethtoolModule: Command = {
  id: 'ethtool-module',
  title,
  facts: ['ethtool-module'],
  recognise: (argv) => recogniseEthtool(argv, ['-m', '--module-info', '--dump-module-eeprom']),
  sniff: (line) => /^\s*Identifier {20,}: 0x[0-9a-f]{2} \(/.test(line),
  parser,
};
