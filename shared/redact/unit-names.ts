// Names of systemd's units, in which a path's slashes are dashes and a dash is `\x2d` (systemd.unit(5)):
// `run-netns-qrouter\x2d984c22fd\x2d64b3\x2d4fa1\x2d8ddd\x2d87090f401ce5.mount`.

const escaped = String.raw`\x2d`;
const unitName = /([^\s/'"]*\\x2d[^\s/'"]*)/;

/** A line in which units' names are read as the paths that they stand for; `replace` gets the text between, too. */
export function withUnitNames(line: string, replace: (text: string) => string): string {
  if (!line.includes(escaped)) return replace(line);
  return line
    .split(unitName)
    .map((part, i) => (i % 2 === 0 ? replace(part) : unitOf(replace(pathOf(part)))))
    .join('');
}

function pathOf(unit: string): string {
  return unit.replaceAll('-', '/').replaceAll(escaped, '-');
}

function unitOf(path: string): string {
  return path.replaceAll('-', escaped).replaceAll('/', '-');
}
