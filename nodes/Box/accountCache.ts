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
	private readonly known = new BoundedMap<string, string>(MOST);

	/** Returns the account of a token, such as `user_1`. */
	async find(box: Box, accessToken: string): Promise<Result<string>> {
		const key = createHash('sha256').update(accessToken).digest('base64');
		const known = this.known.get(key);
		if (known !== undefined) return ok(known);
		const user = await whoAmI(box);
		if (!user.ok) return user;
		const account = `user_${user.value.id}`;
		this.known.set(key, account);
		return ok(account);
	}
}
