// `ovs-vsctl show` whose lines a paste or a blog ran together, put back as they are printed:
//
//   Bridge br-tun Port patch-int Interface patch-int type: patch options: {peer=patch-tun}

const keyword =
  /(?:Bridge|Port|Interface|Manager|Controller) (?=["\w])|(?:tag|trunks|vlan_mode|type|options|error|bfd_status|fail_mode|datapath_type|is_connected|ovs_version): /y;
const indentation: readonly (readonly [RegExp, number])[] = [
  [/^(?:Bridge|Manager|ovs_version)\b/, 4],
  [/^(?:Controller|Port|fail_mode|datapath_type)\b/, 8],
  [/^(?:Interface|tag|trunks|vlan_mode|is_connected)\b/, 12],
  [/^(?:type|options|error|bfd_status)\b/, 16],
];

/** Splits before each keyword that stands outside quotes and braces; null when there is only one. */
export function unfoldShow(line: string): readonly string[] | null {
  const starts = keywordStarts(line);
  const first = starts[0];
  if (first === undefined) return null;
  const pieces = starts.map((start, i) => line.slice(start, starts[i + 1]).trim());
  const before = line.slice(0, first).trim();
  if (before !== '') pieces.unshift(before);
  if (pieces.length < 2) return null;
  return pieces.map((piece) => {
    const depth = indentation.find(([word]) => word.test(piece))?.[1] ?? 0;
    return ' '.repeat(depth) + piece;
  });
}

function keywordStarts(line: string): number[] {
  const starts: number[] = [];
  let quoted = false;
  let braced = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '{' || character === '}') braced = character === '{';
    else if (!braced && !/\w/.test(line[at - 1] ?? '')) {
      keyword.lastIndex = at;
      if (keyword.test(line)) starts.push(at);
    }
  }
  return starts;
}
