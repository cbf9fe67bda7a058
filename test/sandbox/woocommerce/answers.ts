import type { Answer } from '../http';
import type { JsonValue } from '../json';
import type { ListPage } from './lists';
import { flattenPhp, type PhpParameters } from './phpQuery';

/** JSON as PHP writes it: slashes and everything beyond ASCII escaped. */
export function phpJson(value: JsonValue): string {
	return JSON.stringify(value)
		.replace(/\//g, '\\/')
		.replace(
			/[\u0080-\uffff]/g,
			(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
}

/** An answer of the REST API. */
export function jsonAnswer(
	status: number,
	value: JsonValue,
	siteRoot: string,
	headers: Record<string, string> = {},
): Answer {
	return {
		status,
		headers: {
			'Content-Type': 'application/json; charset=UTF-8',
			'X-Robots-Tag': 'noindex',
			Link: `<${siteRoot}>; rel="https://api.w.org/"`,
			'X-Content-Type-Options': 'nosniff',
			'Access-Control-Expose-Headers': 'X-WP-Total, X-WP-TotalPages, Link',
			'Access-Control-Allow-Headers':
				'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
			'Cache-Control': 'no-cache, must-revalidate, max-age=0, no-store, private',
			...headers,
		},
		body: phpJson(value),
	};
}

/** A page of the theme, for addresses outside the REST API. */
export function pageAnswer(status: number): Answer {
	return {
		status,
		headers: { 'Content-Type': 'text/html; charset=UTF-8' },
		body:
			'<!DOCTYPE html><html lang="en-US"><head><title>Sandbox shop</title></head>' +
			`<body><h1>${status === 404 ? 'Page not found' : 'Sandbox shop'}</h1></body></html>`,
	};
}

/** The headers of a list. Keys in the query show up in the links, as they do at the vendor. */
export function listHeaders(
	list: Omit<ListPage, 'rows'>,
	url: string,
	given: PhpParameters,
): Record<string, string> {
	const link = (page: number): string => {
		const others = flattenPhp(given).filter(([name]) => name !== 'page' && name !== 'rest_route');
		const pairs = [...others, ['page', String(page)]].map(([name, value]) => `${name}=${value}`);
		const mark = url.includes('?') ? '&' : '?';
		return encodeURI(`${url}${mark}${pairs.join('&')}`);
	};
	const links = [
		...(list.page > 1 ? [`<${link(Math.min(list.page - 1, list.totalPages))}>; rel="prev"`] : []),
		...(list.totalPages > list.page ? [`<${link(list.page + 1)}>; rel="next"`] : []),
	];
	return {
		'X-WP-Total': String(list.total),
		'X-WP-TotalPages': String(list.totalPages),
		...(links.length > 0 && { Link: links.join(', ') }),
	};
}
