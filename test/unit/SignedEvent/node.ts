import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../../nodes/core/event';
import { SignedEvent } from '../../../nodes/SignedEvent/SignedEvent.node';
import type { SignedEventsCredential } from '../../../nodes/SignedEvent/keys';
import { n8nClient } from './n8nClient';
import { ProcessedTable } from '../processedTable';

export interface Panel {
	/** The stored parameters. Texts that begin with `=` are expressions. */
	parameters: IDataObject;
	credential?: SignedEventsCredential;
	/** Defaults to the newest. */
	typeVersion?: number;
	/** Returns the value of an expression for an item. */
	evaluate?: (name: string, item: IDataObject) => unknown;
	continueOnFail?: boolean;
	/** The binary fields of each item. */
	binary?: Record<string, Buffer>;
	/** The connected outputs. */
	connected?: number[];
	table?: ProcessedTable;
	/** Replacements of n8n's helpers. */
	helpers?: object;
	/** `manual` is a test in the editor. Defaults to an active workflow. */
	mode?: 'manual' | 'trigger';
	/** Gets the hints that the editor shows below the output. */
	hints?: string[];
	/** The project of the workflow. Defaults to none, as in n8n 1.x. */
	projectId?: string;
}

/** Runs the node on items with n8n's HTTP client and without its engine. */
export async function execute(
	{
		parameters,
		typeVersion = 2,
		credential,
		evaluate,
		continueOnFail = false,
		connected = [0],
		table,
		binary,
		helpers,
		hints,
		mode = 'trigger',
		projectId,
	}: Panel,
	...items: IDataObject[]
): Promise<INodeExecutionData[][]> {
	const node = {
		id: 'node-1',
		name: 'Signed Event',
		typeVersion,
		parameters,
		credentials: credential && { signedEventsApi: { id: '1', name: 'key' } },
	};
	const outputs = [0, 1].map((output) => (connected.includes(output) ? [{ node: 'Next' }] : []));
	const functions = {
		...(projectId !== undefined && { additionalData: { projectId } }),
		...(table ?? new ProcessedTable()).functions(),
		helpers: {
			...(table ?? new ProcessedTable()).functions().helpers,
			...n8nClient(),
			getBinaryDataBuffer: async (_item: number, field: string) => binary?.[field],
			...helpers,
		},
		getInputData: () => items.map((json) => ({ json, binary })),
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow-1' }),
		getCredentials: async () => credential,
		getMode: () => mode,
		addExecutionHints: ({ message }: { message: string }) => hints?.push(message),
		continueOnFail: () => continueOnFail,
		getNodeParameter: (name: string, item: number, fallback: unknown) => {
			const value = parameters[name];
			if (typeof value !== 'string' || !value.startsWith('=')) return value ?? fallback;
			return evaluate === undefined ? fallback : evaluate(name, items[item]);
		},
		workflow: { connectionsBySourceNode: { 'Signed Event': { main: outputs } } },
	} as unknown as IExecuteFunctions;
	return await new SignedEvent().execute.call(functions);
}

/** An event of an order. */
export function event(objectId: string, more: Partial<NormalizedEvent> = {}): NormalizedEvent {
	const made = toEvent(
		{
			eventType: 'UPDATED',
			kind: 'UPDATED',
			objectType: 'orders',
			objectId,
			date: '2026-11-21T10:00:00Z',
			revision: '2026-11-21T10:00:00~state',
			topic: 'order.updated',
			raw: { id: objectId, note: 'Grüße' },
		},
		{
			elementKey: 'woocommercerest',
			hubKey: 'ecommerce',
			account: 'shop.example',
			instanceName: 'Shop',
			instanceTags: [],
			includeRaw: true,
		},
		{ capture: 'polling', receivedAt: Date.UTC(2026, 10, 21, 10, 0, 8) },
	);
	return { ...made, ...more };
}
