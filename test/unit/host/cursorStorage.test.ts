import { ObservableObject, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { noteCursorStorage } from '../../../nodes/host/cursorStorage';

function nodeOf(id: string) {
	const log: string[] = [];
	const functions = {
		getNode: () => ({ id, name: 'WooCommerce' }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => 'trigger',
		logger: { info: (text: string) => void log.push(text) },
	};
	return { functions: functions as unknown as IPollFunctions, log };
}

/** Static data as a workflow of n8n has it, by the class that n8n uses. */
const ofWorkflow = () =>
	ObservableObject.create({ 'node:WooCommerce': { state: {} } })['node:WooCommerce'] as IDataObject;

it('says once which settings store a cursor with its execution', () => {
	const { functions, log } = nodeOf('apart');
	noteCursorStorage(functions, ofWorkflow());
	noteCursorStorage(functions, ofWorkflow());
	expect(log).toEqual([expect.stringContaining('N8N_POLLER_DURABLE_CURSORS_ENABLED')]);
});

it('says nothing when n8n stores both together', () => {
	const { functions, log } = nodeOf('together');
	noteCursorStorage(functions, structuredClone({ state: {} }));
	expect(log).toEqual([]);
});
