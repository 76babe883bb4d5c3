// What OVN says: logical switches and routers, chassis, port bindings, logical flows, clusters.
// Part of ../facts.ts, which says what all kinds have in common.

/** A chassis as the southbound database lists it, with its tunnel endpoints. */
export interface ChassisFact {
  readonly name: string;
  readonly uuid: string | null;
  readonly hostname: string | null;
  readonly encapsulations: readonly {
    readonly type: string;
    readonly ip: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
  readonly externalIds: Readonly<Record<string, string>>;
}

export interface OvnFacts {
  readonly chassis: ChassisFact;
}

export const ovnKinds = ['chassis'] as const satisfies readonly (keyof OvnFacts)[];
