import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { SignedEvent } from '../../../../nodes/SignedEvent/SignedEvent.node';
import { answers, startCallback, type Callback } from '../callback';
import { n8nClient } from '../n8nClient';
import { event } from '../node';
import { ProcessedTable } from '../../processedTable';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
let callback: Callback;
beforeAll(async () => {
	callback = await startCallback();
	callback.answer = answers.status(200);
});
afterAll(async () => await callback.close());

/**
 * A common workflow with *Signed Event*, which a workflow with a trigger calls (docs/deployment.md, Limits). n8n 2.41.1 runs
 * it in the mode `integrated`, also from a test in the editor. `rootExecutionMode` has the mode of the caller
 * (n8n/dist/workflow-execute-additional-data.js, lines 75 and 339). test/n8n/subWorkflow.test.ts shows it in n8n.
 */
async function called(from: 'manual' | 'trigger', table: ProcessedTable) {
	const parameters: IDataObject = {
		...{ operation: 'emit', envelope: 'event', signature: ['standardWebhooks'] },
		...{ callbackUrl: callback.url, skipDuplicates: true },
	};
	const node = {
		...{ id: 'node-1', name: 'Signed Event', typeVersion: 2, parameters },
		credentials: { signedEventsApi: { id: '1', name: 'key' } },
	};
	const functions = {
		...table.functions(),
		helpers: { ...table.functions().helpers, ...n8nClient() },
		getInputData: () => [{ json: event('1') }],
		getNode: () => node,
		getWorkflow: () => ({ id: 'common' }),
		getCredentials: async () => ({ signatureSecret: SECRET }),
		getMode: () => 'integrated',
		additionalData: { rootExecutionMode: from },
		addExecutionHints: () => undefined,
		continueOnFail: () => false,
		getNodeParameter: (name: string, _item: number, fallback: unknown) =>
			parameters[name] ?? fallback,
		workflow: { connectionsBySourceNode: {} },
	} as unknown as IExecuteFunctions;
	return (await new SignedEvent().execute.call(functions))[0];
}

it('a test in the editor that calls a common workflow does not keep its event from the active workflow', async () => {
	const table = new ProcessedTable();
	expect(await called('manual', table)).toHaveLength(1);
	// docs/signed-event.md: "a test in the editor: … records nothing. So the active workflow still delivers the events of the test"
	expect(await called('trigger', table)).toHaveLength(1);
});
