// A switch for a suite of tests, so that each says only what is in it.
import { afterAll, beforeAll } from 'vitest';
import { startSwitch, type RunningSwitch, type Switch } from './switch.ts';

/** A switch of their own for the tests around: started and set up before them, stopped after them. */
export function useSwitch(setUp: (ovs: Switch) => void | Promise<void>): Switch {
  let started: RunningSwitch | null = null;
  beforeAll(async () => {
    started = startSwitch();
    await setUp(started);
  });
  afterAll(() => started?.stop());
  const running = (): Switch => {
    if (started === null) throw new Error('the switch is started before the tests');
    return started;
  };
  return {
    run: (tool, ...args) => running().run(tool, ...args),
    addBridge: (name, ...settings) => running().addBridge(name, ...settings),
    addPort: (bridge, name, ...settings) => running().addPort(bridge, name, ...settings),
    addFlows: (bridge, flows, ...options) => running().addFlows(bridge, flows, ...options),
    file: (text) => running().file(text),
  };
}
