import axios from 'axios';

import type { Box } from '../../../nodes/Box/api';
import { Places } from '../../../nodes/Box/catchUp/places';
import type { Connection } from '../../../nodes/Box/vendor';
import { ok } from '../../../nodes/core/result';
import type { BoxSandbox } from '../../sandbox/box/server';

/** The sandbox as the nodes call it, with a token of its user and without n8n. */
export async function reachSandbox(sandbox: BoxSandbox): Promise<Box> {
	const { app, user, url } = sandbox;
	const form = {
		grant_type: 'client_credentials',
		client_id: app.clientId,
		client_secret: app.clientSecret,
		box_subject_type: 'user',
		box_subject_id: user.id,
	};
	const { data } = await axios.post(`${url}/oauth2/token`, new URLSearchParams(form));
	return {
		url,
		send: async ({ method, url: to, query, headers, body }) => {
			const answer = await axios.request<Buffer>({
				method,
				url: to,
				params: query,
				data: body,
				responseType: 'arraybuffer',
				headers: { ...headers, authorization: `Bearer ${data.access_token}` },
				validateStatus: () => true,
			});
			const names = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
			return ok({
				status: answer.status,
				headers: Object.fromEntries(names),
				body: answer.data,
			});
		},
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
		findAccount: async () => ok(account),
	};
}
