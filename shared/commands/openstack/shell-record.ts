// One thing as the OpenStack clients print it with `-f shell`:
//
//   admin_state_up="True"
//   allowed_address_pairs="[]"
//   binding_vif_details="{'connectivity': 'l2', 'port_filter': True}"
//
// Source: cliff.formatters.shell: `:` and `-` of a name become `_`, a quote in a value gets a backslash.
import type { LineParser } from '../command.ts';
import type { Data } from './printed-data.ts';
import type { RecordEvents } from './printed-record.ts';

const assignment = /^(\w[\w.]*)="(.*)"$/;

/** Reads assignments; a value may go on over several lines. */
export function shellRecord(events: RecordEvents): LineParser {
  const fields: { label: string; value: Data }[] = [];
  let firstLine: number | null = null;
  let lastLine = 0;
  let open: { readonly text: string; readonly number: number }[] = [];

  const use = (text: string, first: number, last: number): boolean => {
    const [, label, value] = assignment.exec(text.replaceAll('\n', '\u0000')) ?? [];
    if (label === undefined || value === undefined) return false;
    fields.push({ label, value: value.replaceAll('\u0000', '\n').replaceAll('\\"', '"') });
    firstLine ??= first;
    lastLine = last;
    return true;
  };
  const dropOpen = (): void => {
    for (const { text, number } of open) if (text.trim() !== '') events.unexpected(text, number);
    open = [];
  };

  return {
    line(text, number) {
      if (text.trim() === '' && open.length === 0) return;
      if (use(text, number, number)) {
        dropOpen();
        return;
      }
      if (open.length === 0 && !/^\w[\w.]*="/.test(text)) {
        events.unexpected(text, number);
        return;
      }
      if (/^\w[\w.]*="/.test(text)) dropOpen();
      open.push({ text, number });
      if (
        text.endsWith('"') &&
        use(open.map((one) => one.text).join('\n'), open[0]?.number ?? number, number)
      )
        open = [];
    },
    end() {
      dropOpen();
      if (firstLine !== null) events.record({ fields, firstLine, lastLine });
    },
  };
}
