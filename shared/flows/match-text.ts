// Splits the text of a match into its fields: `priority` is not part of it.
//   tun_id=0x22a
//   in_port=1,vlan_tci=0x0000/0x1fff
//   ct_state=+est-rel,ip,reg6=0x1,nw_src=10.18.0.0/24
// What the fields mean, beyond the VLAN and the port that the network model needs, is not decided here.

export interface MatchField {
  readonly name: string;
  /** Null for a protocol word such as `arp` or `tcp`. */
  readonly value: string | null;
  /** What follows the value's `/`: a mask, or a prefix length. */
  readonly mask: string | null;
}

/** The fields of a match in printed order. The empty match, and EasyOVS's `*`, have none. */
export function splitMatch(match: string): readonly MatchField[] {
  const fields: MatchField[] = [];
  for (const text of splitTopLevel(match)) if (text !== '*') fields.push(readField(text));
  return fields;
}

/** One field of a match by the name it is printed under, without splitting the rest; null when it is not there. */
export function findField(match: string, name: string): MatchField | null {
  for (let at = match.indexOf(name); at >= 0; at = match.indexOf(name, at + 1)) {
    const before = match[at - 1];
    const after = match[at + name.length];
    if (
      (before !== undefined && before !== ',' && before !== ' ') ||
      (after !== '=' && after !== ',' && after !== undefined)
    ) {
      continue;
    }
    const rest = match.slice(at);
    const comma = rest.indexOf(',');
    const simple = comma < 0 ? rest : rest.slice(0, comma);
    return readField(/[("]/.test(simple) ? (splitTopLevel(rest)[0] ?? simple) : simple);
  }
  return null;
}

function readField(text: string): MatchField {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: text, value: null, mask: null };
  const value = text.slice(equals + 1);
  const slash = value.startsWith('"') ? -1 : value.indexOf('/');
  return {
    name: text.slice(0, equals),
    value: slash < 0 ? value : value.slice(0, slash),
    mask: slash < 0 ? null : value.slice(slash + 1),
  };
}

/** Splits at commas that are neither inside brackets nor inside quotes; drops empty parts. */
export function splitTopLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (c !== undefined && quoted) continue;
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    if (c === undefined || (c === ',' && depth <= 0)) {
      const part = text.slice(start, i).trim();
      if (part !== '') parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}

/** The one VLAN that a match admits, 1 to 4095; null when it admits several, any or none. */
export function vlanOfMatch(fields: readonly MatchField[]): number | null {
  for (const { name, value, mask } of fields) {
    if (value === null) continue;
    const number = Number(value);
    if (!Number.isInteger(number)) continue;
    if (name === 'dl_vlan' || name === 'vlan') {
      // `dl_vlan=0xffff` is "no VLAN header" (ovs-fields(7), OpenFlow 1.0).
      return number > 0 && number < 4096 ? number : null;
    }
    if (name === 'vlan_vid' || name === 'vlan_tci') {
      const bits = mask === null ? 0x1fff : Number(mask);
      const present = (number & 0x1000) !== 0 || (bits & 0x1000) === 0;
      const vlan = number & 0xfff;
      return (bits & 0xfff) === 0xfff && present && vlan > 0 ? vlan : null;
    }
  }
  return null;
}

/** The value of a field by any of its names; null when the match does not have it. */
export function valueOfField(fields: readonly MatchField[], ...names: readonly string[]): string | null {
  return fields.find((field) => names.includes(field.name))?.value ?? null;
}
