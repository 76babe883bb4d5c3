// Fields that flows match and actions set: Open vSwitch's own table of them, as ovs-fields(7) has it.
/** Open vSwitch's own name of a field (`mf->name`): `eth_dst`, `ip_src`, `tcp_dst`, `reg0`, `tun_metadata3`. */
export type FieldName = string;

/** OpenFlow's reserved ports by the name that Open vSwitch prints (ovs-ofctl(8), "Port Names"). */
export const reservedPorts: Readonly<Record<string, number>> = {
  UNSET: 0xfff7,
  IN_PORT: 0xfff8,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
};
