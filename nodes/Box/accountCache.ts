import { createHash } from 'node:crypto';

import { BoundedMap } from '../core/cache/boundedMap';
import { ok, type Result } from '../core/result';
import { whoAmI, type Box } from './api';

const MOST = 100;

/**
 * Caches the account of each access token, because an authorization code credential does not name its account. Box is
 * asked once for each token. Tokens are renewed every hour.
 */
export class AccountCache {
	private readonly known = new BoundedMap<string, Promise<Result<string>>>(MOST);

	/** Returns the account of a token, such as `user_1`. Deliveries that arrive together wait for one response. */
	async find(box: Box, accessToken: string): Promise<Result<string>> {
		const key = createHash('sha256').update(accessToken).digest('base64');
		const asked = this.known.get(key) ?? ask(box);
		this.known.set(key, asked);
		let isKnown = false;
		try {
			const account = await asked;
			isKnown = account.ok;
			return account;
		} finally {
			if (!isKnown && this.known.get(key) === asked) this.known.delete(key);
		}
	}
}

async function ask(box: Box): Promise<Result<string>> {
	const user = await whoAmI(box);
	return user.ok ? ok(`user_${user.value.id}`) : user;
}
