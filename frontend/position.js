// Where the visitor is, as "lat,lon": asked of the browser, and never told more exactly than to a
// kilometre (a hundredth of a degree), which is enough to search by.
export const canLocate = () => Boolean(navigator.geolocation);

export const position = () =>
  new Promise((found, refused) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found(`${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`),
      refused,
      { timeout: 15_000, maximumAge: 600_000 },
    );
  });
