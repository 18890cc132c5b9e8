// A CloudFront function for the event "viewer request", runtime
// cloudfront-js-2.0. A private bucket behind CloudFront knows objects, not
// folders: this gives the address of a folder its index page, sends a folder
// without its final slash on to the one with it, and lets nobody read what
// publishing keeps for itself below ~quarterdeck.
function handler(event) {
  var request = event.request;
  var path = request.uri;
  var plain;
  try {
    plain = decodeURIComponent(path);
  } catch (e) {
    plain = null; // a per cent sign that begins no letter
  }
  if (plain === null || ('/' + plain + '/').indexOf('/~quarterdeck/') >= 0) {
    return { statusCode: 404, statusDescription: 'Not Found', headers: { 'cache-control': { value: 'no-store' } } };
  }
  if (path.charAt(path.length - 1) === '/') {
    request.uri = path + 'index.html';
    return request;
  }
  // An object has a dot in its name, a page's folder has none. A path that
  // begins with two slashes would lead to another host.
  if (path.slice(path.lastIndexOf('/') + 1).indexOf('.') < 0) {
    return {
      statusCode: 302,
      statusDescription: 'Found',
      headers: {
        location: { value: path.replace(/^\/+/, '/') + '/' + query(request.querystring) },
        'cache-control': { value: 'max-age=60' },
      },
    };
  }
  return request;
}

// query writes the query string again: CloudFront hands it over in parts, still
// escaped.
function query(parts) {
  var out = [];
  Object.keys(parts || {}).forEach(function (name) {
    (parts[name].multiValue || [parts[name]]).forEach(function (p) {
      out.push(p.value === '' ? name : name + '=' + p.value);
    });
  });
  return out.length ? '?' + out.join('&') : '';
}
