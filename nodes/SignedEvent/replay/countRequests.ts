import type { IAllExecuteFunctions, IExecuteFunctions } from 'n8n-workflow';

/** n8n's functions, and the number of requests that were made with them. */
interface Counted {
	functions: Pick<IAllExecuteFunctions, 'helpers'>;
	count(): number;
}

/**
 * Returns the same functions, with a helper that counts its requests. Requests for tokens are not counted, because n8n
 * makes them itself.
 */
export function countRequests(functions: IExecuteFunctions): Counted {
	const { helpers } = functions;
	let requests = 0;
	const counting: typeof helpers.httpRequestWithAuthentication = async function (...request) {
		requests++;
		return (await helpers.httpRequestWithAuthentication.apply(this, request)) as unknown;
	};
	return {
		functions: Object.create(functions, {
			helpers: { value: { ...helpers, httpRequestWithAuthentication: counting } },
		}) as Counted['functions'],
		count: () => requests,
	};
}
