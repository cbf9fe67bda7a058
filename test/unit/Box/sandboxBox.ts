import axios from 'axios';

import type { Box } from '../../../nodes/Box/api';
import { Places } from '../../../nodes/Box/catchUp/places';
import type { Connection } from '../../../nodes/Box/vendor';
import { ok } from '../../../nodes/core/result';
import type { BoxSandbox } from '../../sandbox/box/server';

/**
 * The sandbox as the nodes call it, without n8n.
 *
 * @param user whose token it is. Defaults to the sandbox's user
 * @param renews whether an expired token is renewed, as n8n does. Defaults to false
 */
export async function reachSandbox(
	sandbox: BoxSandbox,
	user = sandbox.user,
	renews = false,
): Promise<Box> {
	const { app, url } = sandbox;
	const form = {
		grant_type: 'client_credentials',
		client_id: app.clientId,
		client_secret: app.clientSecret,
		box_subject_type: 'user',
		box_subject_id: user.id,
	};
	const grant = async () => {
		const { data } = await axios.post(`${url}/oauth2/token`, new URLSearchParams(form));
		return String(data.access_token);
	};
	let token = await grant();
	return {
		url,
		send: async ({ method, url: to, query, headers, body }) => {
			const request = async () =>
				await axios.request<Buffer>({
					method,
					url: to,
					params: query,
					data: body,
					responseType: 'arraybuffer',
					headers: { ...headers, authorization: `Bearer ${token}` },
					validateStatus: () => true,
				});
			let answer = await request();
			if (answer.status === 401 && renews) {
				token = await grant();
				answer = await request();
			}
			const names = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
			return ok({
				status: answer.status,
				headers: Object.fromEntries(names),
				body: answer.data,
			});
		},
	};
}

/** A connection of an app that acts for the sandbox's enterprise, which has invited it to all targets. */
export async function connectEnterprise(
	sandbox: BoxSandbox,
	watching: Pick<Connection, 'targets' | 'triggers'>,
	now: () => number,
): Promise<Connection> {
	const { serviceAccount } = sandbox.app;
	for (const { type, id } of watching.targets)
		sandbox.items.find(type, id, sandbox.user)?.collaborators.add(serviceAccount.id);
	return {
		...(await connectSandbox(sandbox, watching)),
		account: `enterprise_${sandbox.enterpriseId}`,
		box: await reachSandbox(sandbox, serviceAccount, true),
		now,
	};
}

/** A node's connection to the sandbox, without targets. */
export async function connectSandbox(
	sandbox: BoxSandbox,
	watching: Pick<Connection, 'targets' | 'triggers'>,
): Promise<Connection> {
	const account = `user_${sandbox.user.id}`;
	return {
		account,
		keys: { primary: 'a-primary-key', secondary: '' },
		...watching,
		box: await reachSandbox(sandbox),
		places: new Places(),
		now: Date.now,
		steadyNow: () => performance.now(),
		findAccount: async () => ok(account),
	};
}
