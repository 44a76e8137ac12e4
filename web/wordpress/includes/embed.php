<?php
/**
 * The finder on a page: what the shortcode and the block print.
 *
 * Only the script makes the finder; inside its element stands a plain link that
 * asks for the same on the finder's own page. That is what is left where a
 * sanitiser takes away what it does not know, and what a browser without
 * scripts shows.
 *
 * @package physician-finder
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints [physician_finder near="55401" radius="50" lang="es" specialty="spine-surgery"
 * annular_closure="offered" view="split" limit="10" autosearch="1"]; every attribute may be missing.
 *
 * @param array|string $given The attributes.
 */
function physician_finder_shortcode( $given ) {
	return physician_finder_html( is_array( $given ) ? $given : array() );
}

/**
 * Prints the block; an editor sees the link alone, since scripts do not run in a preview.
 *
 * @param array $given The attributes, under the names of block.json.
 */
function physician_finder_block( $given ) {
	$given['annular_closure'] = empty( $given['offered'] ) ? '' : 'offered';
	$html                     = physician_finder_html( $given );
	return '' === $html ? '' : '<div ' . get_block_wrapper_attributes() . '>' . $html . '</div>';
}

/**
 * The element with the link in it, or nothing where the plugin is not set up.
 *
 * @param array $given The attributes.
 */
function physician_finder_html( $given ) {
	$set   = physician_finder_settings();
	$asked = physician_finder_asked( $given );
	$words = physician_finder_words( $asked['lang'] );
	if ( '' === $set['host'] || '' === $set['key'] ) {
		// Visitors are shown nothing that they could do nothing about.
		return current_user_can( 'edit_posts' ) ? '<p>' . esc_html( $words['unset'] ) . '</p>' : '';
	}
	wp_enqueue_script_module( 'physician-finder', $set['host'] . '/widget/v1/physician-finder.js', array(), null ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- the finder answers at this address alone.
	$html = '<physician-finder partner="' . esc_attr( $set['key'] ) . '"';
	foreach ( $asked as $name => $value ) {
		if ( true === $value ) {
			$html .= ' ' . $name;
		} elseif ( is_string( $value ) && '' !== $value ) {
			$html .= ' ' . $name . '="' . esc_attr( $value ) . '"';
		}
	}
	$link = esc_url( physician_finder_link( $set, $asked ) );
	return $html . '><p class="physician-finder-link"><a lang="' . esc_attr( $asked['lang'] ) . '" href="' . $link . '">' . esc_html( $words['link'] ) . '</a></p></physician-finder>';
}

/**
 * The attributes of the element that are asked for and hold; those that do not are left out.
 *
 * @param array $given The attributes.
 */
function physician_finder_asked( $given ) {
	$text = function ( $name, $form ) use ( $given ) {
		$value = isset( $given[ $name ] ) && is_scalar( $given[ $name ] ) ? trim( (string) $given[ $name ] ) : '';
		return preg_match( $form, $value ) ? $value : '';
	};
	$one  = function ( $name, $least, $most ) use ( $text ) {
		$value = $text( $name, '/^[0-9]{1,3}$/' );
		return '' !== $value && (int) $value >= $least && (int) $value <= $most ? (string) (int) $value : '';
	};
	return array(
		'near'            => $text( 'near', '/^[^\x00-\x1f\x7f]{1,200}$/' ),
		'radius'          => $one( 'radius', 1, 500 ),
		'specialty'       => $text( 'specialty', '/^([a-z-]{1,64}|[0-9]{3}[0-9A-Z]{6}X)$/' ),
		'annular-closure' => $text( 'annular_closure', '/^(offered|confirmed)$/' ),
		'lang'            => physician_finder_lang( $text( 'lang', '/^(en|es)$/' ) ),
		'view'            => $text( 'view', '/^(split|list|map-hidden)$/' ),
		'limit'           => $one( 'limit', 1, 100 ),
		'autosearch'      => '' !== $text( 'autosearch', '/^(1|true|yes|on)$/' ),
	);
}

/**
 * The address on the finder's own page that asks for the same, in the same language, with the partner's key.
 *
 * @param array $set   The settings.
 * @param array $asked The attributes of the element.
 */
function physician_finder_link( $set, $asked ) {
	$query = array(
		'lang' => $asked['lang'],
		'key'  => $set['key'],
	);
	if ( '' === $asked['near'] ) {
		return $set['host'] . '/?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 );
	}
	$query['near'] = $asked['near'];
	foreach ( array( 'radius', 'specialty', 'annular-closure' ) as $name ) {
		if ( '' !== $asked[ $name ] ) {
			$query[ str_replace( '-', '_', $name ) ] = $asked[ $name ];
		}
	}
	return $set['host'] . '/find?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 );
}
