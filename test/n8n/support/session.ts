/** The owner of every n8n started here. The account is created once, in the template. */
export const owner = {
	email: 'owner@signed-events.example',
	password: 'Signed-events-1',
	firstName: 'Signed',
	lastName: 'Events',
};

/** The response of n8n. `body` is its parsed JSON, or the text if it is not JSON. */
export interface RestAnswer {
	status: number;
	body: unknown;
}

/** n8n's internal REST interface, as its own editor uses it. */
export class Session {
	private cookie?: string;

	/** `url` is called at each request, because n8n may restart on another port. */
	constructor(private readonly url: () => string) {}

	/**
	 * Sends a request as the logged-in owner. Logs in at the first call and again after a 401.
	 * Resolves with any status that n8n answers. Rejects if n8n does not answer at all.
	 */
	async request(method: string, path: string, body?: unknown): Promise<RestAnswer> {
		if (!this.cookie) await this.logIn();
		const answer = await this.send(method, path, body);
		if (answer.status !== 401) return answer;
		await this.logIn();
		return await this.send(method, path, body);
	}

	/** Creates the owner's account, on an n8n without one. */
	async setUpOwner(): Promise<void> {
		const { status, body } = await this.send('POST', '/rest/owner/setup', owner);
		if (status !== 200) throw new Error(`n8n refused its owner (${status}): ${print(body)}`);
	}

	private async logIn(): Promise<void> {
		const credentials = { emailOrLdapLoginId: owner.email, password: owner.password };
		const { status, body } = await this.send('POST', '/rest/login', credentials);
		if (status !== 200) throw new Error(`n8n refused to log in (${status}): ${print(body)}`);
	}

	private async send(method: string, path: string, body?: unknown): Promise<RestAnswer> {
		const response = await fetch(`${this.url()}${path}`, {
			method,
			headers: {
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(this.cookie ? { cookie: this.cookie } : {}),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
		this.cookie = cookies.find((cookie) => cookie?.startsWith('n8n-auth=')) ?? this.cookie;
		const text = await response.text();
		return { status: response.status, body: parsed(text) };
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function print(body: unknown): string {
	return typeof body === 'string' ? body : JSON.stringify(body);
}
