// The columns that `ovs-vsctl show` does not print, as its facts have them.

export const switchColumns = {
  uuid: null,
  dbVersion: null,
  systemType: null,
  systemVersion: null,
  dpdkInitialized: null,
  dpdkVersion: null,
  datapathTypes: null,
  ifaceTypes: null,
  nextCfg: null,
  curCfg: null,
  externalIds: {},
  otherConfig: {},
};

/** `is_connected` is printed while it is true, so that its absence may mean a version that never prints it. */
export const connectionColumns = {
  uuid: null,
  isConnected: null,
  connectionMode: null,
  inactivityProbe: null,
  maxBackoff: null,
  status: {},
};

export const bridgeColumns = {
  datapathType: null,
  failMode: null,
  uuid: null,
  datapathId: null,
  datapathVersion: null,
  protocols: null,
  stpEnable: null,
  rstpEnable: null,
  mcastSnoopingEnable: null,
  floodVlans: null,
  externalIds: {},
  otherConfig: {},
  status: {},
};

export const portColumns = {
  uuid: null,
  otherConfig: {},
  bondMode: null,
  lacp: null,
  bondActiveMember: null,
  qos: null,
  mac: null,
  cvlans: null,
  fakeBridge: null,
  protected: null,
  externalIds: {},
  status: {},
};

export const interfaceColumns = {
  options: {},
  error: null,
  uuid: null,
  ofport: null,
  ifindex: null,
  mac: null,
  mtu: null,
  adminState: null,
  linkState: null,
  externalIds: {},
  otherConfig: {},
  statistics: {},
  status: {},
  duplex: null,
  linkSpeed: null,
  linkResets: null,
  mtuRequest: null,
  ofportRequest: null,
  ingressPolicing: null,
  bfd: {},
  bfdStatus: {},
  lacpCurrent: null,
};
