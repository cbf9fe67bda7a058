import type { IHookFunctions } from 'n8n-workflow';

import { endCatchUp } from '../../nodes/host/trigger/catchUp/endCatchUp';
import { catchUpStateOf } from '../../nodes/host/trigger/catchUpState';
import { newProcessState } from '../../nodes/host/trigger/processState';

it('only the nodes that were deactivated last keep what they have emitted in memory', () => {
	let now = 0;
	const state = newProcessState(() => now++);
	const functions = { getWorkflowStaticData: () => ({}) } as unknown as IHookFunctions;
	// A program imports a workflow again and again, for example at each deployment. Its nodes get new ids.
	const nodes = Array.from({ length: 50 }, (_none, version) => `workflow/node-${version}/live`);
	for (const node of nodes) {
		catchUpStateOf(state, node).recentIds.set('evt_1', now);
		endCatchUp(functions, state, node);
	}
	catchUpStateOf(state, 'another/active/live').recentIds.set('evt_1', now);
	const kept = [...state.catchUp].filter(([, { recentIds }]) => recentIds.has('evt_1'));
	expect(kept.map(([node]) => node)).toEqual([...nodes.slice(-20), 'another/active/live']);
});
