import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import { normalizedEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import { replayPreview, type ReplayPreview } from '../../../../nodes/SignedEvent/replay/replayItem';
import { SignedEvent } from '../../../../nodes/SignedEvent/SignedEvent.node';
import { n8nClient } from '../n8nClient';

/** A credential of a vendor, and what n8n adds to a request with it. */
export interface Access {
	type: string;
	data: ICredentialDataDecryptedObject;
	sign(options: IHttpRequestOptions): IHttpRequestOptions | Promise<IHttpRequestOptions>;
}

/** Runs Replay with a credential, and n8n's HTTP client, and without its engine. */
export class ReplayStage {
	/** What the editor shows below the output. */
	readonly hints: string[] = [];

	constructor(
		private readonly access: Access | undefined,
		private readonly defaults: IDataObject,
	) {}

	/** Runs the node once, and returns what it emits. */
	async items(parameters: IDataObject, continueOnFail = false): Promise<INodeExecutionData[]> {
		const { access, defaults, hints } = this;
		const all: IDataObject = { operation: 'replay', ...defaults, ...parameters };
		const { httpRequest } = n8nClient();
		const functions = {
			helpers: {
				httpRequest,
				httpRequestWithAuthentication: async (type: string, options: IHttpRequestOptions) => {
					if (type !== access?.type) throw new Error(`Another credential: ${type}`);
					const signed = await access.sign(options);
					return (await httpRequest(
						signed === options ? options : Object.assign(options, signed),
					)) as unknown;
				},
			},
			getInputData: () => [{ json: {} }],
			getNode: () => ({
				...{ id: 'node-1', name: 'Signed Event', typeVersion: 2, parameters: all },
				credentials: access && { [access.type]: { id: '1', name: 'vendor' } },
			}),
			getCredentials: async () => access?.data,
			getTimezone: () => 'UTC',
			addExecutionHints: ({ message }: { message: string }) => hints.push(message),
			continueOnFail: () => continueOnFail,
			getNodeParameter: (name: string, _item: number, fallback: unknown) => all[name] ?? fallback,
		} as unknown as IExecuteFunctions;
		const [items] = await new SignedEvent().execute.call(functions);
		return items;
	}

	/** Runs the node once, and returns its events. */
	async events(parameters: IDataObject): Promise<NormalizedEvent[]> {
		const items = await this.items(parameters);
		return items.map(({ json }) => normalizedEvent.parse(json));
	}

	async preview(parameters: IDataObject): Promise<ReplayPreview> {
		const items = await this.items({ ...parameters, preview: true });
		expect(items).toHaveLength(1);
		return replayPreview.strict().parse(items[0].json);
	}
}

/** What makes two events the same one for a receiver. */
export function sameness({ id, stateId }: NormalizedEvent): string {
	return stateId ?? id;
}

/** An event in short. */
export function inShort({ eventType, objectType, objectId }: NormalizedEvent): string {
	return `${eventType} ${objectType} ${objectId}`;
}
