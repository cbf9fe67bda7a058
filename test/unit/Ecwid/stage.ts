import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { ok } from '../../../nodes/core/result';
import { authenticate, readCredential } from '../../../nodes/Ecwid/credential';
import { clientsFor } from '../../../nodes/Ecwid/connect';
import type { Connection } from '../../../nodes/Ecwid/connection';
import { RateLimiter } from '../../../nodes/Ecwid/client/rateLimiter';
import { requestOptions, type Send } from '../../../nodes/host/http';
import { systemClock, type Clock } from '../../sandbox/clock';
import { EcwidSandbox } from '../../sandbox/ecwid/server';

export interface EcwidStage {
	sandbox: EcwidSandbox;
	connection: Connection;
	/** Waits of the rate limiter, in milliseconds. */
	slept: number[];
	/** The same connection, with another token or other choices. */
	withCredential(data: ICredentialDataDecryptedObject, more?: Partial<Connection>): Connection;
	close(): Promise<void>;
}

/** A credential for the sandbox store. */
export function credentialFor(sandbox: EcwidSandbox): ICredentialDataDecryptedObject {
	return {
		storeId: String(sandbox.store.storeId),
		accessToken: sandbox.token,
		clientSecret: sandbox.webhooks.clientSecret,
		orderSecretKey: sandbox.keys.orders,
		productSecretKey: sandbox.keys.products,
		useBaseUrl: true,
		baseUrl: sandbox.url,
	};
}

/** A store in the sandbox, and the connection to it that a node would make. */
export async function openEcwid(
	clock: Clock = systemClock,
	sleep: (ms: number) => Promise<void> = async () => {},
	storeId = 1003,
): Promise<EcwidStage> {
	const sandbox = await EcwidSandbox.start(5, clock, { storeId });
	const slept: number[] = [];
	const now = () => clock.now();
	const connect = (data: ICredentialDataDecryptedObject): Connection => {
		const access = readCredential(data);
		if (!access.ok) throw new Error(access.problem.message);
		const { store, accessToken, clientSecret } = access.value;
		const nap = async (ms: number) => {
			slept.push(ms);
			await sleep(ms);
		};
		const clients = clientsFor(access.value, {
			send: sendWith(data),
			sleep: nap,
			limiterFor: () => new RateLimiter(),
			now,
			steadyNow: now,
		});
		return {
			storeId: store.storeId,
			clientSecret,
			hasToken: accessToken !== '',
			eventTypes: ['*'],
			fetchObject: true,
			...clients,
		};
	};
	const credential = credentialFor(sandbox);
	return {
		sandbox,
		slept,
		connection: connect(credential),
		withCredential: (data, more) => ({ ...connect({ ...credential, ...data }), ...more }),
		close: async () => await sandbox.close(),
	};
}

/** Sends as n8n does, with what the credential adds. */
function sendWith(credential: ICredentialDataDecryptedObject): Send {
	return async (request) => {
		const signed = authenticate(credential, requestOptions(request));
		if (!signed.ok) return signed;
		const { url, qs, headers } = signed.value;
		const query = new URLSearchParams(qs as Record<string, string>).toString();
		const response = await fetch(query === '' ? url : `${url}?${query}`, {
			headers: headers as Record<string, string>,
			redirect: 'manual',
		});
		return ok({
			status: response.status,
			headers: Object.fromEntries(response.headers),
			body: Buffer.from(await response.arrayBuffer()),
		});
	};
}
