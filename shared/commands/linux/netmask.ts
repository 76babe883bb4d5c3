// IPv4 netmasks, as net-tools print them: `255.255.255.0`.

/** The length of the prefix that a netmask stands for; null when it is none, as `255.0.255.0`. */
export function maskLength(mask: string): number | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(mask)) return null;
  const bytes = mask.split('.').map(Number);
  if (bytes.some((byte) => byte > 255)) return null;
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : null;
}
